import { createSign, generateKeyPairSync } from 'node:crypto'
import { type Hex, keccak256, size } from 'viem'
import { describe, expect, it } from 'vitest'
import { checkIdToken, IdTokenError, oidcKey, oidcNonce, parseIdToken } from './idToken.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const now = 1_760_000_000
const hash: Hex = `0x${'ab'.repeat(32)}`
const salt: Hex = `0x${'5a'.repeat(32)}`
const who = { issuer: 'https://accounts.google.com', audience: 'client', subject: '110169484474386276334' }
const good = {
  iss: who.issuer,
  azp: who.audience,
  aud: who.audience,
  sub: who.subject,
  nonce: oidcNonce(hash),
  nbf: now - 300,
  iat: now,
  exp: now + 3600,
}
const goodHeader = { alg: 'RS256', kid: 'a', typ: 'JWT' }
const encode = (text: string) => Buffer.from(text).toString('base64url')

function sign(claims: object = good, header: object | string = goodHeader): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const input = `${encode(text)}.${encode(JSON.stringify(claims))}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`
}

function problemOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof IdTokenError) return error.problem
    throw error
  }
  return undefined
}

describe('parseIdToken', () => {
  it('takes a token apart', () => {
    const token = parseIdToken(sign())
    expect(token).toMatchObject({ header: { alg: 'RS256', kid: 'a' }, claims: good })
    expect(new TextDecoder().decode(token.payload)).toBe(JSON.stringify(good))
    expect(token.signature).toHaveLength(256)
  })

  it.each([
    ['J-01 no algorithm', { kid: 'a' }, 'algorithm'],
    ['J-03 no kid', { alg: 'RS256' }, 'malformed'],
    ['J-03 an empty kid', { alg: 'RS256', kid: '' }, 'malformed'],
    ['J-03 a kid of 10 kB', { alg: 'RS256', kid: 'a'.repeat(10_000) }, 'malformed'],
    ['J-03 a quote in the kid', { alg: 'RS256', kid: 'a"' }, 'malformed'],
    ['J-03 a kid twice', '{"alg":"RS256","kid":"a","kid":"a"}', 'malformed'],
    ['J-03 an algorithm twice', '{"alg":"RS256","alg":"RS256","kid":"a"}', 'malformed'],
    ['J-03 escapes', '{"alg":"RS256","kid":"\\u0061"}', 'malformed'],
    ['an unknown member', { ...goodHeader, crit: ['b64'] }, 'malformed'],
    ['space', '{"alg": "RS256","kid":"a"}', 'malformed'],
    ['something behind it', '{"alg":"RS256","kid":"a"}x', 'malformed'],
    ['nothing', '', 'malformed'],
  ] as const)('refuses a header with %s', (_, header, problem) => {
    expect(problemOf(() => parseIdToken(sign(good, header)))).toBe(problem)
  })

  it.each(['none', 'None', 'NONE', 'RS384', 'RS512', 'PS256', 'ES256', 'HS256', 'rs256', ''])(
    'J-01 refuses the algorithm "%s"',
    (alg) => expect(problemOf(() => parseIdToken(sign(good, { alg, kid: 'a' })))).toBe('algorithm'),
  )

  it('J-03 takes a header of 190 bytes, and no longer one', () => {
    const header = (length: number) => ({ ...goodHeader, kid: 'a'.repeat(length - 36) })
    expect(JSON.stringify(header(190))).toHaveLength(190)
    expect(problemOf(() => parseIdToken(sign(good, header(190))))).toBeUndefined()
    expect(problemOf(() => parseIdToken(sign(good, header(191))))).toBe('malformed')
  })

  it('J-04 refuses a signature of another length', () => {
    const input = sign().slice(0, sign().lastIndexOf('.'))
    const withSignature = (length: number) => `${input}.${Buffer.alloc(length, 1).toString('base64url')}`
    for (const length of [256, 384, 512])
      expect(problemOf(() => parseIdToken(withSignature(length)))).toBeUndefined()
    for (const length of [0, 1, 32, 64, 255, 257, 383, 385, 511, 513])
      expect(problemOf(() => parseIdToken(withSignature(length)))).toBe('malformed')
  })

  it('J-06 refuses another number of parts, and text around them', () => {
    const token = sign()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const others = [
      ...['', header, token.replaceAll('.', '')],
      ...[
        `${header}.${payload}`,
        `${header}.${payload}.`,
        `.${payload}.${signature}`,
        `${header}..${signature}`,
      ],
      ...[`${token}.`, `.${token}`, `${token}.x`, `${token}.x.x`, `${token}..`],
      ...[' ', '\n', '\r\n', '\t', '\u00a0', '\ufeff'].flatMap((space) => [space + token, token + space]),
      JSON.stringify(token),
      JSON.stringify({ payload, protected: header, signature }),
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    ]
    for (const text of others)
      expect(
        problemOf(() => parseIdToken(text)),
        text,
      ).toBe('malformed')
  })

  it.each([0, 1, 2])('J-07 refuses every other base64 in part %i', (place) => {
    // One of the two has a payload with loose bits in its last letter; header and signature always have some.
    const token = [sign(), sign({ ...good, jti: 'x' })].find(
      (one) => (one.split('.')[1] ?? '').length % 4 !== 0,
    )
    const parts = (token ?? '').split('.')
    const part = parts[place] ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const loose = alphabet[alphabet.indexOf(part.slice(-1)) ^ 1] ?? ''
    const texts = [
      ...[`${part}=`, `${part}==`, `=${part}`],
      ...[
        `${part}\n`,
        `\n${part}`,
        `${part.slice(0, 10)}\n${part.slice(10)}`,
        `${part.slice(0, 10)} ${part.slice(10)}`,
      ],
      part.slice(0, -1) + loose,
      part + 'A'.repeat((5 - (part.length % 4)) % 4),
      ...[`${part}AAAA`, `${part}!`, `${part}\u0000`, `${part}é`],
    ]
    for (const text of texts)
      expect(
        problemOf(() => parseIdToken(parts.with(place, text).join('.'))),
        text,
      ).toBe('malformed')
  })

  it('J-07 refuses the two letters of plain base64', () => {
    // A signature that has both of base64url's own.
    const [header, payload] = sign().split('.')
    const signature = Buffer.alloc(256, 0xfb).fill(0xff, 100).toString('base64url')
    const withSignature = (text: string) => problemOf(() => parseIdToken(`${header}.${payload}.${text}`))
    expect(signature).toMatch(/-.*_/)
    expect(withSignature(signature)).toBeUndefined()
    for (const text of [signature.replace('-', '+'), signature.replace('_', '/')])
      expect(withSignature(text)).toBe('malformed')
  })
})

describe('checkIdToken', () => {
  const key = oidcKey(who, salt)
  const check = (claims: object, at = { earliest: now, latest: now }) =>
    problemOf(() => checkIdToken(parseIdToken(sign(claims)), { key, salt, hash, now: at }))

  it('takes what the chain takes', () => expect(check(good)).toBeUndefined())

  it.each([
    ['J-21 for another request', { nonce: oidcNonce(keccak256(hash)) }, 'other-request'],
    ['J-15 of somebody else', { sub: '1' }, 'other-person'],
    ['J-15 of somebody else at the same address', { sub: '1', email: 'a@b.example' }, 'other-person'],
    ['J-14 of the issuer without https', { iss: 'accounts.google.com' }, 'other-person'],
    ['J-14 of the issuer with a slash', { iss: 'https://accounts.google.com/' }, 'other-person'],
    ['J-14 of the issuer by http', { iss: 'http://accounts.google.com' }, 'other-person'],
    ['J-14 of an issuer that begins so', { iss: 'https://accounts.google.com.evil' }, 'other-person'],
    ['for another client', { aud: 'other', azp: 'other' }, 'other-person'],
    ['issued to another party', { azp: 'other' }, 'other-client'],
    ['J-18 that has ended', { exp: now - 1 }, 'expired'],
    ['J-19 older than an hour', { iat: now - 3601 }, 'expired'],
    ['J-19 from later than in ten minutes', { iat: now + 601 }, 'not-yet'],
    ['J-18 for more than a day', { exp: now + 86_401 }, 'not-yet'],
    ['J-19 that does not count yet', { nbf: now + 1 }, 'not-yet'],
  ] as const)('refuses a token %s', (_, change, problem) =>
    expect(check({ ...good, ...change })).toBe(problem),
  )

  it.each([
    ['J-16 with another address', { email: 'c@d.example', hd: 'd.example', email_verified: false }],
    ['J-18 for a second', { exp: now + 1 }],
    ['J-18 for a day', { exp: now + 86_400 }],
    ['J-19 an hour old', { iat: now - 3600 }],
    ['J-19 from in ten minutes', { iat: now + 600 }],
    ['J-19 that counts from now on', { nbf: now }],
  ])('takes a token %s', (_, change) => expect(check({ ...good, ...change })).toBeUndefined())

  it('J-19 goes by the slowest and the fastest of the chains', () => {
    expect(check(good, { earliest: now - 600, latest: now + 3600 })).toBe('not-yet')
    const { nbf: _nbf, ...rest } = good
    expect(check(rest, { earliest: now - 600, latest: now + 3600 })).toBeUndefined()
    expect(check(rest, { earliest: now - 601, latest: now })).toBe('not-yet')
    expect(check(rest, { earliest: now, latest: now + 3601 })).toBe('expired')
  })
})

it('a guardian’s key has 40 bytes', () => expect(size(oidcKey(who, salt))).toBe(40))
