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
    ['J-01 another algorithm', { alg: 'RS512', kid: 'a' }, 'algorithm'],
    ['J-01 none', { alg: 'none', kid: 'a' }, 'algorithm'],
    ['J-01 no algorithm', { kid: 'a' }, 'algorithm'],
    ['J-03 no kid', { alg: 'RS256' }, 'malformed'],
    ['J-03 an empty kid', { alg: 'RS256', kid: '' }, 'malformed'],
    ['J-03 a member twice', '{"alg":"RS256","kid":"a","kid":"a"}', 'malformed'],
    ['J-03 escapes', '{"alg":"RS256","kid":"\\u0061"}', 'malformed'],
    ['an unknown member', { ...goodHeader, crit: ['b64'] }, 'malformed'],
    ['space', '{"alg": "RS256","kid":"a"}', 'malformed'],
    ['something behind it', '{"alg":"RS256","kid":"a"}x', 'malformed'],
    ['nothing', '', 'malformed'],
  ] as const)('refuses a header with %s', (_, header, problem) => {
    expect(problemOf(() => parseIdToken(sign(good, header)))).toBe(problem)
  })

  it('J-06 refuses another number of parts, and text around them', () => {
    const token = sign()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const others = [
      '',
      `${header}.${payload}`,
      `${token}.`,
      `${token}.x`,
      `${header}.${payload}.`,
      ` ${token}`,
      `${token}\n`,
      JSON.stringify({ payload, protected: header, signature }),
    ]
    for (const text of others) expect(problemOf(() => parseIdToken(text))).toBe('malformed')
  })

  it('J-07 refuses every other base64', () => {
    const [header = '', payload = '', signature = ''] = sign().split('.')
    const last = signature.slice(-1)
    const sibling = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // Two bits of the last letter are unused: three more letters would mean the same.
    const loose = sibling[sibling.indexOf(last) ^ 1] ?? ''
    const texts = [
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}=.${signature}`,
      `${header}.${payload}\n.${signature}`,
      `${header}.${payload.slice(0, 10)}\n${payload.slice(10)}.${signature}`,
      `${header}.${payload}.${signature}==`,
      `${header}.${payload}.${signature.slice(0, -1)}${loose}`,
      `${header}.${payload}.+${signature.slice(1)}`,
      `${header}.${payload}A.${signature}`,
    ]
    for (const text of texts) expect(problemOf(() => parseIdToken(text))).toBe('malformed')
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
    ['J-14 of another issuer', { iss: 'https://accounts.google.com/' }, 'other-person'],
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

  it('goes by the slowest and the fastest of the chains', () => {
    expect(check(good, { earliest: now - 600, latest: now + 3600 })).toBe('not-yet')
    const { nbf: _nbf, ...rest } = good
    expect(check(rest, { earliest: now - 600, latest: now + 3600 })).toBeUndefined()
    expect(check(rest, { earliest: now - 601, latest: now })).toBe('not-yet')
    expect(check(rest, { earliest: now, latest: now + 3601 })).toBe('expired')
  })
})

it('a guardian’s key has 40 bytes', () => expect(size(oidcKey(who, salt))).toBe(40))
