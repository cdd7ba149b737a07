import { type Address, concat, type Hex, hashTypedData, hexToBigInt, numberToHex } from 'viem'
import { SparekeyError } from './errors.ts'
import type { PublicKey } from './p256.ts'
import { passkeyDomain, passkeyTypes } from './typedData.ts'

/** Seconds: how long one signature over several user operations can be valid at most. */
export const MAX_BATCH_LIFE = 7 * 86_400
const MAX_PROOF_LENGTH = 0xff
const FREE_NONCE_BYTES = 4

/** An end of validity that the chain would not accept, or would take as "for ever". */
export class InvalidValidUntilError extends SparekeyError {
  override readonly name = 'InvalidValidUntilError'
  override readonly code = 'valid_until_invalid'

  constructor(validUntil: number) {
    super(`A batch cannot be valid until ${validUntil}.`, {
      details: 'Expected Unix seconds after now, and at most 7 days ahead.',
    })
  }
}

/** A Merkle proof longer than one byte can count. */
export class MerkleProofTooLongError extends SparekeyError {
  override readonly name = 'MerkleProofTooLongError'
  override readonly code = 'merkle_proof_too_long'

  constructor(length: number) {
    super(`This proof has ${length} nodes.`, { details: `Expected at most ${MAX_PROOF_LENGTH}.` })
  }
}

/** A lane of nonces outside the free bytes of a nonce key. */
export class InvalidNonceLaneError extends SparekeyError {
  override readonly name = 'InvalidNonceLaneError'
  override readonly code = 'nonce_lane_invalid'

  constructor(lane: number) {
    super(`There is no nonce lane ${lane}.`, { details: 'Expected an integer of 4 bytes.' })
  }
}

/** What a passkey signs for one user operation: the digest of `UserOperation`. */
export function userOperationDigest(validator: Address, account: Address, userOpHash: Hex): Hex {
  return hashTypedData({
    domain: passkeyDomain(validator),
    types: passkeyTypes,
    primaryType: 'UserOperation',
    message: { account, userOpHash },
  })
}

/**
 * What a passkey signs for several user operations, on any chains: the digest of `UserOperations`.
 * @param root `merkleRoot` of their hashes
 * @param validUntil Unix seconds
 */
export function userOperationsDigest(
  validator: Address,
  account: Address,
  root: Hex,
  validUntil: number,
): Hex {
  return hashTypedData({
    domain: passkeyDomain(validator),
    types: passkeyTypes,
    primaryType: 'UserOperations',
    message: { account, root, validUntil },
  })
}

/** What a passkey signs as the account's owner, for ERC-1271 and cancellations: the digest of `Message`. */
export function messageDigest(validator: Address, account: Address, hash: Hex): Hex {
  return hashTypedData({
    domain: passkeyDomain(validator),
    types: passkeyTypes,
    primaryType: 'Message',
    message: { account, hash },
  })
}

/** What a passkey signs as an ERC-7913 signer (guardian's approval, objection, acceptance): the digest of `Verification`. */
export function verificationDigest(validator: Address, hash: Hex): Hex {
  return hashTypedData({
    domain: passkeyDomain(validator),
    types: passkeyTypes,
    primaryType: 'Verification',
    message: { hash },
  })
}

/** x ‖ y ‖ WebAuthn signature: an owner's signature, as `isOwnerSignature` takes it. */
export function encodeOwnerSignature(key: PublicKey, signature: Hex): Hex {
  return concat([key.x, key.y, signature])
}

/** validator (20) ‖ owner signature, as the account's own ERC-1271 takes it. */
export function encodeAccountSignature(validator: Address, key: PublicKey, signature: Hex): Hex {
  return concat([validator, encodeOwnerSignature(key, signature)])
}

/** `0x00 ‖ x ‖ y ‖ WebAuthn signature`: `userOp.signature` of one operation. */
export function encodeUserOperationSignature(key: PublicKey, signature: Hex): Hex {
  return concat(['0x00', encodeOwnerSignature(key, signature)])
}

/**
 * `0x01 ‖ validUntil (6) ‖ n (1) ‖ proof ‖ x ‖ y ‖ WebAuthn signature`: `userOp.signature` of one of several operations.
 * @throws InvalidValidUntilError, MerkleProofTooLongError
 */
export function encodeBatchSignature(
  batch: { readonly validUntil: number; readonly proof: readonly Hex[] },
  key: PublicKey,
  signature: Hex,
): Hex {
  const { validUntil, proof } = batch
  if (!Number.isInteger(validUntil) || validUntil <= 0 || validUntil >= 2 ** 47)
    throw new InvalidValidUntilError(validUntil)
  if (proof.length > MAX_PROOF_LENGTH) throw new MerkleProofTooLongError(proof.length)
  return concat([
    '0x01',
    numberToHex(validUntil, { size: 6 }),
    numberToHex(proof.length, { size: 1 }),
    ...proof,
    encodeOwnerSignature(key, signature),
  ])
}

/**
 * Checks the end of validity of a batch against the chains' clock.
 * @param now Unix seconds of the chains
 * @throws InvalidValidUntilError
 */
export function validateValidUntil(validUntil: number, now: number): void {
  // At exactly seven days its first second is the next one: to the EntryPoint validAfter is exclusive.
  if (!Number.isInteger(validUntil) || validUntil <= now || validUntil >= now + MAX_BATCH_LIFE) {
    throw new InvalidValidUntilError(validUntil)
  }
}

/**
 * The 24-byte nonce key that routes a user operation to the validator: validator (20) ‖ lane (4). Operations of one lane
 * are ordered, those of different lanes are not.
 * @throws InvalidNonceLaneError
 */
export function validatorNonceKey(validator: Address, lane = 0): bigint {
  if (!Number.isInteger(lane) || lane < 0 || lane > 0xffffffff) throw new InvalidNonceLaneError(lane)
  return hexToBigInt(concat([validator, numberToHex(lane, { size: FREE_NONCE_BYTES })]))
}
