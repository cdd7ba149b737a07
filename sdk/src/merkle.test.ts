import * as fc from 'fast-check'
import { concat, type Hex, keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { bytes32 } from '../test/samples.ts'
import {
  hashPair,
  InvalidMerkleLeavesError,
  merkleProof,
  merkleRoot,
  NoSuchMerkleLeafError,
  verifyMerkleProof,
} from './merkle.ts'

const leaves = (count: number): Hex[] => Array.from({ length: count }, (_, index) => bytes32(`leaf ${index}`))

test('a pair is hashed with the smaller first', () => {
  const [low, high] = [`0x${'11'.repeat(32)}`, `0x${'ee'.repeat(32)}`] as const
  expect(hashPair(high, low)).toBe(keccak256(concat([low, high])))
  expect(hashPair(low, high)).toBe(hashPair(high, low))
  expect(hashPair(`0x${'EE'.repeat(32)}`, low)).toBe(hashPair(high, low))
})

test('one leaf is its own root, with an empty proof', () => {
  const [leaf = '0x'] = leaves(1)
  expect(merkleRoot([leaf])).toBe(leaf)
  expect(merkleProof([leaf], 0)).toEqual([])
})

test('an odd node moves up as it is', () => {
  const [a = '0x', b = '0x', c = '0x'] = leaves(3)
  expect(merkleRoot([a, b, c])).toBe(hashPair(hashPair(a, b), c))
  expect(merkleProof([a, b, c], 2)).toEqual([hashPair(a, b)])
})

test('every leaf of every tree is proved, and no other is', () => {
  for (let count = 1; count <= 33; count++) {
    const tree = leaves(count)
    const root = merkleRoot(tree)
    for (const [index, leaf] of tree.entries()) {
      const proof = merkleProof(tree, index)
      expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)))
      expect(verifyMerkleProof(root, leaf, proof)).toBe(true)
      expect(verifyMerkleProof(root, bytes32('stranger'), proof)).toBe(false)
    }
  }
})

test('roots of different leaves differ', () => {
  const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes))
  fc.assert(
    fc.property(fc.uniqueArray(leaf, { minLength: 2, maxLength: 20 }), fc.nat(), (tree, seed) => {
      const changed = tree.with(seed % tree.length, bytes32('changed'))
      expect(merkleRoot(changed)).not.toBe(merkleRoot(tree))
      expect(merkleRoot(tree.slice(1))).not.toBe(merkleRoot(tree))
    }),
  )
})

test('malformed trees are refused', () => {
  expect(() => merkleRoot([])).toThrow(InvalidMerkleLeavesError)
  expect(() => merkleRoot(['0x1234'])).toThrow(InvalidMerkleLeavesError)
  for (const index of [-1, 2, 0.5]) expect(() => merkleProof(leaves(2), index)).toThrow(NoSuchMerkleLeafError)
})
