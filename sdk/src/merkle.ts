import { concat, type Hex, keccak256, size } from 'viem'
import { SparekeyError } from './errors.ts'

/** A tree without leaves, or with leaves that are no hashes. */
export class InvalidMerkleLeavesError extends SparekeyError {
  override readonly name = 'InvalidMerkleLeavesError'
  override readonly code = 'merkle_leaves'

  constructor(reason: string) {
    super(`No tree can be made of these leaves: ${reason}.`, {
      details: 'Expected one or more hashes of 32 bytes.',
    })
  }
}

/** A proof was asked for of a leaf that the tree does not have. */
export class NoSuchMerkleLeafError extends SparekeyError {
  override readonly name = 'NoSuchMerkleLeafError'
  override readonly code = 'merkle_no_such_leaf'

  constructor(index: number, count: number) {
    super(`The tree has no leaf ${index}.`, { details: `Expected an index below ${count}.` })
  }
}

/** A node: keccak256 of its two children, the smaller first, so that a proof needs no directions. */
export function hashPair(a: Hex, b: Hex): Hex {
  const [x, y] = [a.toLowerCase() as Hex, b.toLowerCase() as Hex]
  return keccak256(x < y ? concat([x, y]) : concat([y, x]))
}

/**
 * All levels, from the leaves as they are given to the root alone. The last node of an odd level moves up as it is, so
 * no leaf counts twice and some proofs are shorter.
 */
function levelsOf(leaves: readonly Hex[]): (readonly Hex[])[] {
  if (leaves.length === 0) throw new InvalidMerkleLeavesError('there are none')
  if (leaves.some((leaf) => size(leaf) !== 32)) throw new InvalidMerkleLeavesError('one has not 32 bytes')
  const levels: (readonly Hex[])[] = [leaves.map((leaf) => leaf.toLowerCase() as Hex)]
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) {
    const above: Hex[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = level.slice(i, i + 2)
      if (left) above.push(right ? hashPair(left, right) : left)
    }
    level = above
  }
  return levels
}

/**
 * The root of the tree over these leaves (docs/protocol.md, "User operation"); of a single leaf, the leaf itself.
 * @throws InvalidMerkleLeavesError
 */
export function merkleRoot(leaves: readonly Hex[]): Hex {
  return levelsOf(leaves).at(-1)?.[0] as Hex
}

/**
 * The siblings from leaf `index` up to the root; none for a single leaf.
 * @throws InvalidMerkleLeavesError, NoSuchMerkleLeafError
 */
export function merkleProof(leaves: readonly Hex[], index: number): Hex[] {
  const levels = levelsOf(leaves)
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new NoSuchMerkleLeafError(index, leaves.length)
  }
  return levels.flatMap((level, height) => level[(index >> height) ^ 1] ?? [])
}

/** Whether the proof leads from the leaf to the root. */
export function verifyMerkleProof(root: Hex, leaf: Hex, proof: readonly Hex[]): boolean {
  return proof.reduce(hashPair, leaf.toLowerCase() as Hex) === root.toLowerCase()
}
