import type { Address, Hex } from 'viem'
import { verificationDigest } from '../challenges.ts'
import type { GuardianDescriptor } from '../guardianDescriptor.ts'
import type { PublicKey } from '../p256.ts'
import { type Passkey, passkeySigner, signWithPasskey } from '../passkey.ts'
import { objectionDigest, type Request, requestHash } from '../request.ts'

/** The contracts whose digests a passkey signs. */
export interface PasskeyContracts {
  /** RecoveryModule. */
  readonly module: Address
  /** PasskeyValidator, which verifies for it. */
  readonly validator: Address
}

/** A friend's passkey, or a security key, as a guardian. */
export function passkeyGuardian(validator: Address, key: PublicKey): GuardianDescriptor {
  return { kind: 'passkey', signer: passkeySigner(validator, key) }
}

/**
 * One prompt: a passkey that is a guardian approves a request, over `Verification(request hash)`.
 * @returns the approval: a packed WebAuthn signature, verified
 * @throws what `signWithPasskey` throws
 */
export function approveWithPasskey(
  passkey: Passkey,
  contracts: PasskeyContracts,
  request: Request,
): Promise<Hex> {
  return verifyWithPasskey(passkey, contracts.validator, requestHash(contracts.module, request))
}

/**
 * One prompt: a passkey that is a guardian objects to a request, over `Verification(objection digest)`.
 * @returns a packed WebAuthn signature, verified
 * @throws what `signWithPasskey` throws
 */
export function objectWithPasskey(
  passkey: Passkey,
  contracts: PasskeyContracts,
  requestHash: Hex,
): Promise<Hex> {
  return verifyWithPasskey(passkey, contracts.validator, objectionDigest(contracts.module, requestHash))
}

function verifyWithPasskey(passkey: Passkey, validator: Address, hash: Hex): Promise<Hex> {
  return signWithPasskey(passkey, verificationDigest(validator, hash))
}
