import { concat, type Hex } from 'viem'
import { encodeOwnerSignature, messageDigest } from './challenges.ts'
import { addresses } from './generated/addresses.ts'
import { type Passkey, signWithPasskey } from './passkey.ts'
import { type Cancellation, cancellationDigest } from './request.ts'

/**
 * The owner ends all recoveries of the account on the listed chains: one prompt, no gas.
 * @returns an owner signature, as `cancelWithSignature` takes it where the named recovery was started; for the other
 * chains see `accountCancellation`
 * @throws what the passkey throws, WrongPasskeyError
 */
export async function signCancellation(passkey: Passkey, cancellation: Cancellation): Promise<Hex> {
  const digest = cancellationDigest(addresses.recoveryModule, cancellation)
  const challenge = messageDigest(addresses.passkeyValidator, cancellation.account, digest)
  return encodeOwnerSignature(passkey, await signWithPasskey(passkey, challenge))
}

/**
 * The same signature for a chain on which the named recovery was not started (`getRecovery` says `none`): there the account
 * itself is asked, by ERC-1271, which wants its validator in front.
 */
export function accountCancellation(signature: Hex): Hex {
  return concat([addresses.passkeyValidator, signature])
}
