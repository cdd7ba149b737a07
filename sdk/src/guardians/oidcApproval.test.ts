import { bytesToHex, concatHex, type Hex, hexToBytes, slice, stringToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { oidcNonce } from './idToken.ts'
import { encodeOidcApproval } from './oidcApproval.ts'

const hash: Hex = `0x${'ab'.repeat(32)}`
const salt: Hex = `0x${'5a'.repeat(32)}`
const entry: Hex = '0x0102030405060700'
const signature = new Uint8Array(256).fill(7)
const nonce = oidcNonce(hash)
const rest = { sub: 'somebody', iat: 1_760_000_000, exp: 1_760_003_600 }
const encode = (payload: string) =>
  encodeOidcApproval(entry, salt, { payload: stringToBytes(payload), signature })

/** What the chain puts together; see OidcGuardian. */
function assembled(approval: Hex): { payload: string; sent: number } {
  const bytes = hexToBytes(approval)
  const numbers = Array.from({ length: 5 }, (_, i) => Number(slice(approval, 40 + 2 * i, 42 + 2 * i)))
  const [a = 0, b = 0, n = 0, c = 0, length = 0] = numbers
  const text = Buffer.from(bytes.slice(50, 50 + length)).toString()
  expect(slice(approval, 0, 40)).toBe(concatHex([entry, salt]))
  expect(slice(approval, 50 + length)).toBe(bytesToHex(signature))
  const payload = text.slice(0, a) + text.slice(b, b + n) + text.slice(a, c) + nonce + text.slice(c)
  return { payload, sent: length }
}

describe('encodeOidcApproval', () => {
  const client = '407408718192.apps.example.com'
  it.each([
    ['as Google writes it', { iss: 'i', azp: client, aud: client, nonce, ...rest }, 43 + client.length],
    ['without azp', { iss: 'i', aud: client, nonce, ...rest }, 43],
    ['with another azp', { azp: 'another', aud: client, nonce, ...rest }, 43],
    ['with azp behind aud', { aud: client, azp: client, nonce, ...rest }, 43 + client.length],
    ['with azp behind the nonce', { aud: client, nonce, azp: client, ...rest }, 43],
    ['with aud behind the nonce', { azp: client, nonce, aud: client, ...rest }, 43 + client.length],
    ['with the nonce first', { nonce, azp: client, aud: client, ...rest }, 43],
    [
      'with another nonce inside',
      { x: { nonce }, azp: client, aud: client, nonce, ...rest },
      43 + client.length,
    ],
  ])('sends a payload %s without what the chain knows', (_, claims, saved) => {
    const payload = JSON.stringify(claims)
    const { payload: made, sent } = assembled(encode(payload))
    expect(made).toBe(payload)
    expect(payload.length - sent).toBe(saved)
  })

  it.each([
    ['no nonce', JSON.stringify({ aud: 'a', ...rest })],
    ['a nonce of another length', JSON.stringify({ nonce: nonce.slice(1), aud: 'a', ...rest })],
    ['a nonce that is no string', JSON.stringify({ nonce: 1, aud: 'a', ...rest })],
    ['what is no JSON', '{'],
  ])('refuses a payload with %s', (_, payload) =>
    expect(() => encode(payload)).toThrow(expect.objectContaining({ problem: 'malformed' })),
  )

  it.each<[string, Hex, Hex]>([
    ['entry', '0x01', salt],
    ['salt', entry, '0x01'],
  ])('refuses a malformed %s', (_, label, secret) => {
    const payload = stringToBytes(JSON.stringify({ nonce, aud: 'a', ...rest }))
    expect(() => encodeOidcApproval(label, secret, { payload, signature })).toThrow('not an ID token')
  })
})
