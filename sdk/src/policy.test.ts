import * as fc from 'fast-check'
import { concat, type Hex, keccak256, slice } from 'viem'
import { describe, expect, test } from 'vitest'
import { samplePolicy, validator, walletA, walletB } from '../test/samples.ts'
import {
  decodePolicy,
  delayOf,
  encodePolicy,
  guardianHash,
  PolicyNotCanonicalError,
  policyCommitment,
  policyHash,
  signerHead,
  signerKey,
  sortGuardians,
  verifierSigner,
} from './policy.ts'

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((a) => `0x${Buffer.from(a).toString('hex')}` as Hex)
const arbitraryPolicy = fc.record({
  salt: hex(32),
  guardians: fc.array(
    fc.record({ signer: fc.oneof(hex(20), hex(60), hex(84)), weight: fc.integer({ min: 0, max: 0xffff }) }),
    { maxLength: 16 },
  ),
  tiers: fc.array(
    fc.record({
      weight: fc.integer({ min: 0, max: 0xffffffff }),
      delay: fc.integer({ min: 0, max: 0xffffffff }),
    }),
    { maxLength: 4 },
  ),
  windowHours: fc.integer({ min: 0, max: 0xffff }),
  rotator: fc.constant(validator),
})

describe('encodePolicy and decodePolicy', () => {
  test('are inverse for every policy', () => {
    fc.assert(
      fc.property(arbitraryPolicy, (policy) => {
        expect(encodePolicy(decodePolicy(encodePolicy(policy)))).toBe(encodePolicy(policy))
      }),
    )
  })

  test('refuse bytes that are not the canonical encoding', () => {
    const bytes = encodePolicy(samplePolicy())
    // The offset of the policy itself, moved by one word of nothing.
    const moved = concat([`0x${'40'.padStart(64, '0')}`, `0x${'0'.repeat(64)}`, slice(bytes, 32)])
    for (const bad of [
      concat([bytes, '0x00']),
      concat([bytes, `0x${'0'.repeat(64)}`]),
      slice(bytes, 0, 200),
      moved,
      '0x',
    ] as Hex[]) {
      expect(() => decodePolicy(bad)).toThrow(PolicyNotCanonicalError)
    }
  })

  test('accept upper-case hex of the canonical bytes', () => {
    const bytes = encodePolicy(samplePolicy())
    expect(decodePolicy(`0x${bytes.slice(2).toUpperCase()}`).windowHours).toBe(168)
  })
})

test('the commitment is the upper 184 bits of the hash', () => {
  const policy = samplePolicy()
  expect(policyHash(policy)).toBe(keccak256(encodePolicy(policy)))
  expect(policyCommitment(policy)).toBe(policyHash(policy).slice(0, 2 + 46))
})

test('sortGuardians sorts by hash and leaves its argument alone', () => {
  const given = [{ signer: walletA }, { signer: walletB }, { signer: validator }]
  const copy = [...given]
  const hashes = sortGuardians(given).map(({ signer }) => guardianHash(signer))
  expect(hashes).toEqual([...hashes].sort())
  expect(given).toEqual(copy)
})

test('signers come apart as they were put together', () => {
  const signer = verifierSigner(validator, '0x1234')
  expect(signerHead(signer).toLowerCase()).toBe(validator)
  expect(signerKey(signer)).toBe('0x1234')
  expect(signerKey(walletA)).toBeUndefined()
})

test('delayOf takes the best tier that is reached', () => {
  const policy = samplePolicy()
  const index = (weight: number) => policy.guardians.findIndex((guardian) => guardian.weight === weight)
  expect(delayOf(policy, [index(1)])).toBeUndefined()
  expect(delayOf(policy, [index(2)])).toBe(259_200)
  expect(delayOf(policy, [index(1), index(3)])).toBe(86_400)
  expect(delayOf(policy, [0, 1, 2])).toBe(0)
  expect(delayOf(policy, [])).toBeUndefined()
})
