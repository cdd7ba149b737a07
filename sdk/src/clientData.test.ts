import { describe, expect, test } from 'vitest'
import { bytes32, origin } from '../test/samples.ts'
import {
  clientDataPrefix,
  clientDataTail,
  InvalidChallengeError,
  InvalidClientDataError,
} from './clientData.ts'

const challenge = bytes32('challenge')
const encoded = Buffer.from(challenge.slice(2), 'hex').toString('base64url')
const good = `{"type":"webauthn.get","challenge":"${encoded}","origin":"${origin}","crossOrigin":false}`
const tailOf = (text: string | Uint8Array, origins?: string[]) =>
  clientDataTail(typeof text === 'string' ? new TextEncoder().encode(text) : text, challenge, origins)

test('the tail is everything after "origin":"', () => {
  expect(tailOf(good)).toBe(`${origin}","crossOrigin":false}`)
  expect(clientDataPrefix(challenge) + tailOf(good)).toBe(good)
})

test.each([
  [
    'the extra member that Chromium adds',
    '"crossOrigin":false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template. See https://goo.gl/yabPex"',
  ],
  ['no crossOrigin at all (older browsers)', '"androidPackageName":"org.example"'],
  [
    'nested members of the same name',
    '"crossOrigin":false,"x":{"challenge":"a","crossOrigin":true,"topOrigin":"b"}',
  ],
  ['braces and colons in strings', '"crossOrigin":false,"x":"{\\"crossOrigin\\":true}"'],
])('accepts %s', (_, members) => {
  expect(tailOf(good.replace('"crossOrigin":false', members), [origin])).toContain(origin)
})

test.each([
  ['W-01 webauthn.create', good.replace('webauthn.get', 'webauthn.create')],
  ['W-01 payment.get', good.replace('webauthn.get', 'payment.get')],
  ['W-01 a space after the type', good.replace('webauthn.get', 'webauthn.get ')],
  ['W-01 another case', good.replace('webauthn.get', 'Webauthn.get')],
  ['W-10 a longer challenge', good.replace(encoded, `${encoded}A`)],
  ['W-10 a padded challenge', good.replace(encoded, `${encoded}=`)],
  ['W-10 another case of the challenge', good.replace(encoded, encoded.toUpperCase())],
  ['another order', `{"challenge":"${encoded}","type":"webauthn.get","origin":"${origin}"}`],
  ['white space', good.replace('","origin', '", "origin')],
  ['a byte order mark', `\ufeff${good}`],
  ['a second type', good.replace('}', ',"type":"webauthn.get"}')],
  ['W-09 a second challenge', good.replace('}', `,"challenge":"${encoded}"}`)],
  ['W-09 a second challenge in disguise', good.replace('}', `,"\\u0063hallenge":"${encoded}"}`)],
  ['W-12 crossOrigin true', good.replace('false', 'true')],
  ['W-12 crossOrigin of another kind', good.replace('false', '"true"')],
  ['W-12 crossOrigin true, then false', good.replace('false', 'true,"crossOrigin":false')],
  ['W-12 topOrigin', good.replace('}', ',"topOrigin":"https://evil.example"}')],
  ['W-12 topOrigin null', good.replace('}', ',"topOrigin":null}')],
  ['no JSON', `${good}}`],
  ['nothing', ''],
])('refuses %s', (_, text) => {
  expect(() => tailOf(text)).toThrow(InvalidClientDataError)
})

test('refuses what is not UTF-8', () => {
  const bytes = new TextEncoder().encode(good)
  bytes[bytes.length - 3] = 0xff
  expect(() => tailOf(bytes)).toThrow(InvalidClientDataError)
})

describe('origins', () => {
  test('are compared whole', () => {
    expect(tailOf(good, ['https://a.example', origin])).toBeDefined()
    for (const other of ['http://localhost', `${origin}0`, `${origin}/`, 'HTTP://localhost:4000', '']) {
      expect(() => tailOf(good, [other])).toThrow(InvalidClientDataError)
    }
    expect(() => tailOf(good, [])).toThrow(InvalidClientDataError)
  })
})

test.each(['0x', '0x00', `0x${'00'.repeat(31)}`, `0x${'00'.repeat(33)}`] as const)(
  'W-13 challenge %s is refused',
  (bad) => {
    expect(() => clientDataPrefix(bad)).toThrow(InvalidChallengeError)
  },
)
