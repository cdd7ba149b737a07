import { concat, type Hex, hexToBytes, numberToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { bytes32, ownPasskey } from '../test/samples.ts'
import { InvalidAttestedCredentialError, parseAttestedCredential } from './attestedCredential.ts'
import { InvalidPublicKeyError } from './p256.ts'

const { x, y } = ownPasskey
const aaguid: Hex = `0x${'ea'.repeat(16)}`
const cose = concat(['0xa5010203262001215820', x, '0x225820', y])

function authenticatorData({ flags = 0x5d, idLength = 16, rest = '0x' as Hex } = {}): Uint8Array {
  return hexToBytes(
    concat([
      bytes32('rp'),
      numberToHex(flags, { size: 1 }),
      numberToHex(0, { size: 4 }),
      aaguid,
      numberToHex(idLength, { size: 2 }),
      `0x${'1d'.repeat(idLength)}`,
      cose,
      rest,
    ]),
  )
}

test('names model, credential and key', () => {
  const { credentialId, ...others } = parseAttestedCredential(authenticatorData())
  expect(others).toEqual({ aaguid, publicKey: { x, y } })
  expect(credentialId).toEqual(new Uint8Array(16).fill(0x1d))
})

test('extensions may follow the key only where the flags say so', () => {
  expect(parseAttestedCredential(authenticatorData({ flags: 0xdd, rest: '0xa0' })).publicKey).toEqual({
    x,
    y,
  })
  expect(() => parseAttestedCredential(authenticatorData({ rest: '0xa0' }))).toThrow(InvalidPublicKeyError)
})

describe('W-21 malformed registrations', () => {
  test('a credential id has 1 to 1,023 bytes', () => {
    expect(parseAttestedCredential(authenticatorData({ idLength: 1023 })).credentialId).toHaveLength(1023)
    for (const idLength of [0, 1024]) {
      expect(() => parseAttestedCredential(authenticatorData({ idLength }))).toThrow(
        InvalidAttestedCredentialError,
      )
    }
  })

  test('without attested data, or cut off', () => {
    expect(() => parseAttestedCredential(authenticatorData({ flags: 0x1d }))).toThrow(
      InvalidAttestedCredentialError,
    )
    const whole = authenticatorData()
    for (const length of [0, 36, 37, 54, 60, 71]) {
      expect(() => parseAttestedCredential(whole.subarray(0, length))).toThrow(InvalidAttestedCredentialError)
    }
    expect(() => parseAttestedCredential(whole.subarray(0, -1))).toThrow(InvalidPublicKeyError)
  })
})
