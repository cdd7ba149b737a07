// Assertions that no browser makes, or that somebody has changed on the way, against what signing in believes.
import { decodeBase64Url, encodeBase64Url } from 'sparekey'
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, sha256, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { normaliseS, parseDerSignature } from '../../sdk/src/derSignature.ts'
import { P256_N, signDigest } from '../../sdk/src/p256.ts'
import { newPasskey, origin, rpId } from '../test/server.ts'
import { challengeIn } from './credentials.ts'
import { Refusal } from './errors.ts'
import { randomToken } from './random.ts'
import { keysIn, verifyPasskey } from './webauthn.ts'

const passkey = newPasskey()
/** With every kind of character that base64url has. */
const challenge = encodeBase64Url(
  Uint8Array.from({ length: 32 }, (_, index) => [0xfb, 0xef, 0xff, 0x12, 0x9a][index % 5] ?? 0),
)
const { x, y } = passkey
const known = { credentialId: passkey.credentialId, publicKey: { x, y }, signCount: 0 }
const good = { type: 'webauthn.get', challenge, origin, crossOrigin: false }

interface Made {
  /** The text of clientDataJSON. */
  readonly text?: string
  readonly flags?: number
  readonly signature?: (signed: Hex) => Uint8Array
}

/** What a browser would send of this, properly signed over whatever it is. */
function made({ text = JSON.stringify(good), flags = 0x1d, signature = byKey }: Made = {}) {
  const authenticatorData = concat([
    sha256(stringToHex(rpId)),
    numberToHex(flags, { size: 1 }),
    numberToHex(0, { size: 4 }),
  ])
  const signed = concat([authenticatorData, sha256(stringToHex(text))])
  return {
    id: passkey.credentialId,
    rawId: passkey.credentialId,
    type: 'public-key' as const,
    response: {
      clientDataJSON: encodeBase64Url(new TextEncoder().encode(text)),
      authenticatorData: encodeBase64Url(hexToBytes(authenticatorData)),
      signature: encodeBase64Url(signature(sha256(signed))),
    },
  }
}

const byKey = (digest: Hex) => signDigest(digest, passkey.privateKey)
const sent = (one: Made) => made(one)
const verify = (one: Made) => verifyPasskey({ rpId, origin }, sent(one), challenge, known)
const refused = (one: Made) => expect(verify(one), one.text ?? '').rejects.toThrow()
const withMember = (members: object) => JSON.stringify({ ...good, ...members })

test('what a browser sends is believed, also with members that browsers may add', async () => {
  expect(await verify({})).toBe(0)
  expect(
    await verify({
      text: withMember({ other_keys_can_be_added_here: 'do not compare', x: { challenge: 'y' } }),
    }),
  ).toBe(0)
})

describe('clientDataJSON', () => {
  test.each(['webauthn.create', 'payment.get', 'webauthn.get ', 'Webauthn.get', '', 'webauthn.get\u0000'])(
    'W-01 the type %j is refused',
    (type) => refused({ text: withMember({ type }) }),
  )

  test.each([
    [
      'the right challenge second',
      `{"type":"webauthn.get","challenge":"AAAA","origin":"${origin}","challenge":"${challenge}"}`,
    ],
    [
      'the right challenge first',
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","challenge":"AAAA"}`,
    ],
    [
      'the right one twice',
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","challenge":"${challenge}"}`,
    ],
    [
      'the right type second',
      `{"type":"webauthn.create","challenge":"${challenge}","origin":"${origin}","type":"webauthn.get"}`,
    ],
    [
      'the right origin second',
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://evil.example","origin":"${origin}"}`,
    ],
    ['the right ones nested', `{"x":${JSON.stringify(good)}}`],
    ['the right ones after a nested copy', `{"x":{"challenge":"AAAA"},${JSON.stringify(good).slice(1)}`],
    [
      'an escaped name',
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","\\u0063hallenge":"AAAA"}`,
    ],
    ['white space', `{ "type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"}`],
  ])('W-09 %s: refused', (_, text) => refused({ text }))

  test.each([
    ['more characters', `${challenge}AAAA`],
    ['padding', `${challenge}=`],
    ['the standard alphabet', challenge.replaceAll('-', '+').replaceAll('_', '/')],
    ['another case', challenge.toLowerCase()],
    ['bits beyond its end', `${challenge.slice(0, -1)}t`],
    ['nothing', ''],
  ])('W-10 a challenge with %s is refused', (_, other) => {
    expect(challenge).toMatch(/-.*_|_.*-/)
    expect(other).not.toBe(challenge)
    return refused({ text: withMember({ challenge: other }) })
  })

  test.each([{ crossOrigin: true }, { topOrigin: origin }, { crossOrigin: 'false' }, { topOrigin: null }])(
    'W-12 %j is refused before the challenge is used up, and again when it is verified',
    async (members) => {
      const text = withMember(members)
      expect(() => challengeIn(sent({ text }))).toThrow(Refusal)
      await refused({ text })
    },
  )

  test.each([
    'http://localhost:4001',
    'https://localhost:4000',
    `${origin}.example.org`,
    `${origin}/`,
    'null',
  ])('W-12 asked for by %s it is refused', (other) => refused({ text: withMember({ origin: other }) }))
})

describe('authenticator data', () => {
  test.each([0x1c, 0x04])('W-03 without user presence (flags %i) it is refused', (flags) =>
    refused({ flags }),
  )
  test.each([0x19, 0x01])('W-04 without user verification (flags %i) it is refused', (flags) =>
    refused({ flags }),
  )
})

describe('signatures', () => {
  const low = (digest: Hex) => normaliseS(parseDerSignature(byKey(digest)))
  const integer = (hex: string) => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`
  const even = (value: bigint) => {
    const hex = value.toString(16)
    const whole = hex.length % 2 ? `0${hex}` : hex
    return Number.parseInt(whole.slice(0, 2), 16) >= 0x80 ? `00${whole}` : whole
  }
  const sequence = (r: string, s: string, head = '', tail = '') => {
    const body = integer(r) + integer(s)
    return Buffer.from(`30${head}${(body.length / 2).toString(16)}${body}${tail}`, 'hex')
  }

  test('W-06 high s, as some authenticators give it, is the same signature', async () => {
    const signature = (digest: Hex) => {
      const { r, s } = low(digest)
      return sequence(even(r), even(P256_N - s))
    }
    expect(await verify({ signature })).toBe(0)
  })

  test.each<[string, (r: bigint, s: bigint) => Uint8Array]>([
    ['r = 0', (_, s) => sequence('00', even(s))],
    ['s = 0', (r) => sequence(even(r), '00')],
    ['r = n', (_, s) => sequence(even(P256_N), even(s))],
    ['s = n', (r) => sequence(even(r), even(P256_N))],
    ['s + n', (r, s) => sequence(even(r), even(s + P256_N))],
    ['s = 2^256 − 1', (r) => sequence(even(r), even(2n ** 256n - 1n))],
    ['a leading zero too many', (r, s) => sequence(`00${even(r)}`, even(s))],
    ['a negative r', (_, s) => sequence('ff'.repeat(32), even(s))],
    ['a length in the long form', (r, s) => sequence(even(r), even(s), '81')],
    ['a byte after it', (r, s) => sequence(even(r), even(s), '', '00')],
    [
      'r and s as they are',
      (r, s) => hexToBytes(concat([numberToHex(r, { size: 32 }), numberToHex(s, { size: 32 })])),
    ],
    ['nothing', () => new Uint8Array()],
  ])('W-07 %s is refused', (_, change) =>
    refused({
      signature(digest) {
        const { r, s } = low(digest)
        return change(r, s)
      },
    }),
  )

  test('W-18 a bare signature over the challenge is refused', async () => {
    const bytes = decodeBase64Url(challenge)
    for (const digest of [bytesToHex(bytes), sha256(bytes)])
      await refused({ signature: () => byKey(digest as Hex) })
  })

  test('the keys that it may be of are asked by the same rules', () => {
    const keys = (one: Made) => keysIn({ rpId, origin }, sent(one), challenge)
    expect(keys({})).toContainEqual({ x, y })
    for (const one of [
      { flags: 0x19 },
      { text: withMember({ topOrigin: origin }) },
      { text: withMember({ type: 'payment.get' }) },
    ])
      expect(() => keys(one)).toThrow()
    expect(() => keysIn({ rpId: 'example.org', origin }, sent({}), challenge)).toThrow()
    expect(() => keysIn({ rpId, origin: 'https://example.org' }, sent({}), challenge)).toThrow()
  })
})

test('W-22 a million challenges are all different, of 32 bytes, and every bit of them is a coin', {
  timeout: 120_000,
}, () => {
  const count = 1_000_000
  const seen = new Set<string>()
  const ones = new Uint32Array(256)
  for (let index = 0; index < count; index++) {
    const token = randomToken()
    seen.add(token)
    if (index >= 20_000) continue
    const bytes = decodeBase64Url(token)
    expect(bytes).toHaveLength(32)
    for (let bit = 0; bit < 256; bit++)
      ones[bit] = (ones[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1)
  }
  expect(seen.size).toBe(count)
  // Seven standard deviations of 20,000 throws.
  for (const one of ones) expect(Math.abs(one - 10_000)).toBeLessThan(500)
})
