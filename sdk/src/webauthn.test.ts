import { createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, sha256, slice, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { bytes32, friendPasskey, origin, ownPasskey, rpId } from '../test/samples.ts'
import { clientDataPrefix } from './clientData.ts'
import { InvalidSignatureError, parseDerSignature } from './derSignature.ts'
import { P256_N, signDigest } from './p256.ts'
import { softwarePasskey } from './softwarePasskey.ts'
import {
  decodeWebAuthnSignature,
  encodeWebAuthnSignature,
  InvalidAuthenticatorDataError,
  InvalidPackedSignatureError,
  packAssertion,
  possibleKeys,
  verifyAssertion,
} from './webauthn.ts'

const challenge = bytes32('challenge')
const assertion = await ownPasskey.sign(challenge)
const packed = packAssertion(assertion, { challenge })
const withFlags = (flags: number) =>
  softwarePasskey({ rpId, origin, privateKey: ownPasskey.privateKey, flags })

describe('the packed form', () => {
  test('is r ‖ s ‖ length ‖ authenticatorData ‖ tail', () => {
    const { r, s, authenticatorData, tail } = decodeWebAuthnSignature(packed)
    expect(packed).toBe(
      concat([
        numberToHex(r, { size: 32 }),
        numberToHex(s, { size: 32 }),
        '0x0025',
        bytesToHex(assertion.authenticatorData),
        stringToHex(`${origin}","crossOrigin":false}`),
      ]),
    )
    expect(authenticatorData).toBe(bytesToHex(assertion.authenticatorData))
    expect(clientDataPrefix(challenge) + tail).toBe(new TextDecoder().decode(assertion.clientDataJSON))
  })

  test('comes apart as it was put together', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
        fc.uint8Array({ minLength: 37, maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (r, data, tail) => {
          const parts = {
            r,
            s: r ^ 1n,
            authenticatorData: bytesToHex(data),
            tail: tail.replaceAll('\ufeff', ''),
          }
          expect(decodeWebAuthnSignature(encodeWebAuthnSignature(parts))).toEqual(parts)
        },
      ),
    )
  })

  test.each<[string, Hex]>([
    ['nothing', '0x'],
    ['102 bytes', `0x${'00'.repeat(102)}`],
    ['a length beyond the end', concat([slice(packed, 0, 64), '0xffff', slice(packed, 66)])],
    ['36 bytes of authenticatorData', concat([slice(packed, 0, 64), '0x0024', slice(packed, 66)])],
    ['a tail that is not UTF-8', concat([packed, '0xff'])],
  ])('%s is refused', (_, bytes) => {
    expect(() => decodeWebAuthnSignature(bytes)).toThrow(InvalidPackedSignatureError)
    expect(verifyAssertion(ownPasskey, challenge, bytes)).toBe(false)
  })

  test('has two bytes for the length of authenticatorData', () => {
    const long = new Uint8Array(0x10000).fill(0x1d)
    expect(() => packAssertion({ ...assertion, authenticatorData: long }, { challenge })).toThrow(
      InvalidAuthenticatorDataError,
    )
  })
})

describe('packAssertion', () => {
  test('W-06 makes high s low, and the chain would take it', () => {
    const { r, s } = parseDerSignature(assertion.signature as Uint8Array)
    const both = [
      { r, s },
      { r, s: P256_N - s },
    ].map((signature) => packAssertion({ ...assertion, signature }, { challenge }))
    expect(both[0]).toBe(both[1])
    expect(verifyAssertion(ownPasskey, challenge, both[0] as Hex)).toBe(true)
  })

  test('W-06 a packed high s is refused', () => {
    const parts = decodeWebAuthnSignature(packed)
    const high = encodeWebAuthnSignature({ ...parts, s: P256_N - parts.s })
    expect(verifyAssertion(ownPasskey, challenge, high)).toBe(false)
  })

  test('W-07 refuses signatures out of range', () => {
    for (const signature of [{ r: 0n, s: 1n }, { r: 1n, s: P256_N }, new Uint8Array([0x30])]) {
      expect(() => packAssertion({ ...assertion, signature }, { challenge })).toThrow(InvalidSignatureError)
    }
  })

  test.each([
    ['W-03 nobody present', 0x1c],
    ['W-04 user not verified', 0x19],
    ['neither', 0x18],
  ])('refuses %s', async (_, flags) => {
    const bad = await withFlags(flags).sign(challenge)
    expect(() => packAssertion(bad, { challenge })).toThrow(InvalidAuthenticatorDataError)
  })

  test.each([0x05, 0x0d, 0x1d, 0x45])(
    'takes flags %i as long as the user is present and verified',
    async (flags) => {
      const signature = packAssertion(await withFlags(flags).sign(challenge), { challenge })
      expect(verifyAssertion(ownPasskey, challenge, signature)).toBe(true)
    },
  )

  test('refuses the passkey of another site', () => {
    expect(packAssertion(assertion, { challenge, rpId, origins: [origin] })).toBe(packed)
    expect(() => packAssertion(assertion, { challenge, rpId: 'example.org' })).toThrow(
      InvalidAuthenticatorDataError,
    )
  })

  test('refuses authenticatorData that is cut off', () => {
    const authenticatorData = assertion.authenticatorData.subarray(0, 36)
    expect(() => packAssertion({ ...assertion, authenticatorData }, { challenge })).toThrow(
      InvalidAuthenticatorDataError,
    )
  })
})

describe('verifyAssertion', () => {
  test('agrees with OpenSSL about what was signed', () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: base64url(ownPasskey.x), y: base64url(ownPasskey.y) }
    const signed = concat([
      bytesToHex(assertion.authenticatorData),
      sha256(bytesToHex(assertion.clientDataJSON)),
    ])
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    expect(verify('sha256', hexToBytes(signed), key, assertion.signature as Uint8Array)).toBe(true)
    expect(verifyAssertion(ownPasskey, challenge, packed)).toBe(true)
  })

  test('is false for another key or challenge', () => {
    expect(verifyAssertion(friendPasskey, challenge, packed)).toBe(false)
    expect(verifyAssertion(ownPasskey, bytes32('other'), packed)).toBe(false)
    expect(verifyAssertion({ x: ownPasskey.y, y: ownPasskey.x }, challenge, packed)).toBe(false)
  })

  test('is false for every changed byte', () => {
    for (let index = 0; index < hexToBytes(packed).length; index++) {
      const bytes = hexToBytes(packed)
      bytes[index] = (bytes[index] ?? 0) ^ 0x01
      expect(verifyAssertion(ownPasskey, challenge, bytesToHex(bytes))).toBe(false)
    }
  })

  test('W-18 is false for a bare signature over the challenge', () => {
    const bare = parseDerSignature(signDigest(challenge, ownPasskey.privateKey))
    const parts = decodeWebAuthnSignature(packed)
    expect(verifyAssertion(ownPasskey, challenge, encodeWebAuthnSignature({ ...parts, ...bare }))).toBe(false)
  })
})

describe('possibleKeys', () => {
  test('the key that signed is among the few, and a bare signature has others', () => {
    const { x, y } = ownPasskey
    const keys = possibleKeys(challenge, packed)
    expect(keys).toContainEqual({ x, y })
    for (const key of keys) expect(verifyAssertion(key, challenge, packed)).toBe(true)
    const bare = parseDerSignature(signDigest(challenge, ownPasskey.privateKey))
    const parts = decodeWebAuthnSignature(packed)
    expect(possibleKeys(challenge, encodeWebAuthnSignature({ ...parts, ...bare }))).not.toContainEqual({
      x,
      y,
    })
    expect(possibleKeys(bytes32('other'), packed)).not.toContainEqual({ x, y })
  })
})

function base64url(hex: Hex): string {
  return Buffer.from(hex.slice(2), 'hex').toString('base64url')
}
