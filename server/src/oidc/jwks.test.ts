import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { bytesToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { JwksError, readJwks } from './jwks.ts'

const newJwk = (kid: string, bits = 2048) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid } as Record<string, unknown>
}
const [one, two] = [newJwk('one'), newJwk('two')]
const modulusOf = (jwk: Record<string, unknown>) => bytesToHex(Buffer.from(String(jwk['n']), 'base64url'))
const bytes = Buffer.from(String(one['n']), 'base64url')
const anyModulus = () =>
  Buffer.concat([Buffer.of(0x80), randomBytes(254), Buffer.of(1)]).toString('base64url')
const changed = (at: number, mask: number) => {
  const modulus = Buffer.from(bytes)
  modulus[at] = (modulus[at] ?? 0) & mask
  return modulus.toString('base64url')
}

test('reads every key, in the order of the document', () => {
  const keys = [one, two, newJwk('large', 3072), newJwk('largest', 4096)]
  expect(readJwks({ keys })).toEqual(keys.map((jwk) => ({ kid: jwk['kid'], modulus: modulusOf(jwk) })))
})

test('a key need not say what it is for', () => {
  const { use: _, ...silent } = one
  expect(readJwks({ keys: [silent] })).toHaveLength(1)
})

describe('K-06 nothing of a document is used', () => {
  test.each<[string, unknown]>([
    ['that is HTML', '<html></html>'],
    ['that is a list', [one]],
    ['without keys', { keys: [] }],
    [
      'with 500 keys',
      { keys: Array.from({ length: 500 }, (_, i) => ({ ...one, kid: String(i), n: anyModulus() })) },
    ],
    ['with a kid twice', { keys: [one, { ...two, kid: 'one' }] }],
    ['with a modulus twice', { keys: [one, { ...one, kid: 'two' }] }],
  ])('%s', (_, document) => expect(() => readJwks(document)).toThrow(JwksError))

  test.each<[string, Record<string, unknown>]>([
    ['another kty', { kty: 'EC' }],
    ['no kty', { kty: undefined }],
    ['another use', { use: 'enc' }],
    ['another alg', { alg: 'RS512' }],
    ['no alg', { alg: undefined }],
    ['another exponent', { e: 'Aw' }],
    ['an exponent of 65,537 that is written longer', { e: 'AAEAAQ' }],
    ['no modulus', { n: undefined }],
    ['a modulus of 1,024 bits', { n: newJwk('small', 1024)['n'] }],
    ['a modulus of 2,056 bits', { n: Buffer.concat([bytes, Buffer.from([1])]).toString('base64url') }],
    ['an even modulus', { n: changed(255, 0xfe) }],
    ['a modulus without its first bit', { n: changed(0, 0x7f) }],
    ['a padded modulus', { n: `${one['n']}==` }],
    ['a modulus with loose bits at its end', { n: `${String(one['n']).slice(0, -1)}${loose()}` }],
    ['no kid', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['a kid with a quote', { kid: 'a"b' }],
    ['a kid with a backslash', { kid: 'a\\b' }],
    ['a kid with a line break', { kid: 'a\nb' }],
    ['a kid of 10 kB', { kid: 'a'.repeat(10_000) }],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(
      (member) => [`its private member ${member}`, { [member]: 'AQAB' }] as [string, Record<string, unknown>],
    ),
  ])('that has a key with %s', (_, change) =>
    expect(() => readJwks({ keys: [two, { ...one, ...change }] })).toThrow(JwksError),
  )
})

/** The last letter of 256 bytes has four bits that mean nothing; this one has one of them set. */
function loose(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return letters[letters.indexOf(String(one['n']).slice(-1)) + 1] ?? ''
}
