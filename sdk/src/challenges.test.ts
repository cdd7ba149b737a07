import { concat, type Hex, keccak256, numberToHex, pad, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { account, bytes32, otherAccount, ownPasskey, validator, walletA } from '../test/samples.ts'
import {
  encodeAccountSignature,
  encodeBatchSignature,
  encodeOwnerSignature,
  encodeUserOperationSignature,
  InvalidNonceLaneError,
  InvalidValidUntilError,
  MerkleProofTooLongError,
  messageDigest,
  userOperationDigest,
  userOperationsDigest,
  validateValidUntil,
  validatorNonceKey,
  verificationDigest,
} from './challenges.ts'

const hash = bytes32('hash')
const now = 1_800_000_000
const hashString = (text: string) => keccak256(stringToHex(text))
const domain = keccak256(
  concat([
    hashString('EIP712Domain(string name,string version,address verifyingContract)'),
    hashString('Sparekey Passkey'),
    hashString('1'),
    pad(validator),
  ]),
)
const digest = (type: string, ...words: Hex[]) =>
  keccak256(concat(['0x1901', domain, keccak256(concat([hashString(type), ...words]))]))

describe('digests', () => {
  test('are those of docs/protocol.md', () => {
    expect(userOperationDigest(validator, account, hash)).toBe(
      digest('UserOperation(address account,bytes32 userOpHash)', pad(account), hash),
    )
    expect(userOperationsDigest(validator, account, hash, now)).toBe(
      digest(
        'UserOperations(address account,bytes32 root,uint48 validUntil)',
        pad(account),
        hash,
        numberToHex(now, { size: 32 }),
      ),
    )
    expect(messageDigest(validator, account, hash)).toBe(
      digest('Message(address account,bytes32 hash)', pad(account), hash),
    )
    expect(verificationDigest(validator, hash)).toBe(digest('Verification(bytes32 hash)', hash))
  })

  test('are bound to account, validator and type', () => {
    const digests = [
      userOperationDigest(validator, account, hash),
      userOperationDigest(validator, otherAccount, hash),
      userOperationDigest(walletA, account, hash),
      userOperationsDigest(validator, account, hash, now),
      userOperationsDigest(validator, account, hash, now + 1),
      messageDigest(validator, account, hash),
      verificationDigest(validator, hash),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })
})

describe('signatures', () => {
  const { x, y } = ownPasskey
  const owner = concat([x, y, '0xabcd'])

  test('of owners, accounts and single operations', () => {
    expect(encodeOwnerSignature(ownPasskey, '0xabcd')).toBe(owner)
    expect(encodeAccountSignature(validator, ownPasskey, '0xabcd')).toBe(concat([validator, owner]))
    expect(encodeUserOperationSignature(ownPasskey, '0xabcd')).toBe(concat(['0x00', owner]))
  })

  test('of one of several operations', () => {
    const proof = [bytes32('a'), bytes32('b')]
    expect(encodeBatchSignature({ validUntil: now, proof }, ownPasskey, '0xabcd')).toBe(
      concat(['0x01', numberToHex(now, { size: 6 }), '0x02', ...proof, owner]),
    )
    expect(encodeBatchSignature({ validUntil: now, proof: [] }, ownPasskey, '0xabcd')).toBe(
      concat(['0x01', numberToHex(now, { size: 6 }), '0x00', owner]),
    )
  })

  test('of too many, or for ever, are refused', () => {
    const proof = Array<Hex>(256).fill(hash)
    expect(() => encodeBatchSignature({ validUntil: now, proof }, ownPasskey, '0x')).toThrow(
      MerkleProofTooLongError,
    )
    expect(encodeBatchSignature({ validUntil: now, proof: proof.slice(1) }, ownPasskey, '0x')).toBeDefined()
    for (const validUntil of [0, -1, 2 ** 47, 1.5]) {
      expect(() => encodeBatchSignature({ validUntil, proof: [] }, ownPasskey, '0x')).toThrow(
        InvalidValidUntilError,
      )
    }
  })
})

test('a batch is valid for at most 7 days', () => {
  expect(() => validateValidUntil(now + 7 * 86_400 - 1, now)).not.toThrow()
  for (const bad of [now + 7 * 86_400, now, now - 1, Number.NaN]) {
    expect(() => validateValidUntil(bad, now)).toThrow(InvalidValidUntilError)
  }
})

test('a nonce key starts with the validator', () => {
  expect(numberToHex(validatorNonceKey(validator, 7), { size: 24 })).toBe(`${validator}00000007`)
  expect(numberToHex(validatorNonceKey(validator), { size: 24 })).toBe(`${validator}00000000`)
  for (const lane of [-1, 2 ** 32, 0.5])
    expect(() => validatorNonceKey(validator, lane)).toThrow(InvalidNonceLaneError)
})
