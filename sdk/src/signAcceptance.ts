import type { Hex } from 'viem'
import { verificationDigest } from './challenges.ts'
import { addresses } from './generated/addresses.ts'
import { type Passkey, signWithPasskey } from './passkey.ts'
import { acceptanceDigest } from './request.ts'

/**
 * The new passkey accepts a recovery, for all its chains at once: one prompt.
 * @returns a packed WebAuthn signature, as `executeRecovery` and `recover` take it
 * @throws what the passkey throws, WrongPasskeyError
 */
export function signAcceptance(passkey: Passkey, requestHash: Hex): Promise<Hex> {
  const digest = acceptanceDigest(addresses.recoveryModule, requestHash)
  return signWithPasskey(passkey, verificationDigest(addresses.passkeyValidator, digest))
}
