import { type Address, type Hex, isAddressEqual, size } from 'viem'
import { SparekeyError } from './errors.ts'
import { encodePublicKey, type PublicKey, parsePublicKey } from './p256.ts'
import { signerHead, signerKey, verifierSigner } from './policy.ts'
import {
  type AssertionExpectation,
  packAssertion,
  verifyAssertion,
  type WebAuthnAssertion,
} from './webauthn.ts'

/** A passkey that can sign, wherever it lives: a browser, a security key, or software in a terminal. */
export interface Passkey extends PublicKey {
  /** base64url of the credential's id. */
  readonly credentialId: string
  /** Origins and relying party that its answers must name. */
  readonly expected: Omit<AssertionExpectation, 'challenge'>
  /** Its ERC-7913 signer: `validator ‖ x ‖ y`, 84 bytes. */
  signer(validator: Address): Hex
  /** Asks for an assertion over a digest of 32 bytes; this is the prompt. */
  sign(challenge: Hex): Promise<WebAuthnAssertion>
}

/** A passkey answered with a signature that is not its own. */
export class WrongPasskeyError extends SparekeyError {
  override readonly name = 'WrongPasskeyError'
  override readonly code = 'passkey_wrong'

  constructor() {
    super('The signature does not belong to the passkey that was asked for.', {
      details: 'Nothing was sent. Choose the passkey of this account and try again.',
    })
  }
}

/** A signer that is not a passkey behind the expected validator. */
export class NotAPasskeySignerError extends SparekeyError {
  override readonly name = 'NotAPasskeySignerError'
  override readonly code = 'signer_not_a_passkey'

  constructor(signer: Hex, validator: Address) {
    super(`${signer} is not a passkey behind ${validator}.`, {
      details: 'Expected validator ‖ x ‖ y, 84 bytes.',
    })
  }
}

/** The ERC-7913 signer of a passkey: `validator (20) ‖ x (32) ‖ y (32)`. */
export function passkeySigner(validator: Address, key: PublicKey): Hex {
  return verifierSigner(validator, encodePublicKey(key))
}

/**
 * The public key in a passkey's signer.
 * @throws NotAPasskeySignerError for another verifier or length, InvalidPublicKeyError for a point off the curve.
 */
export function parsePasskeySigner(validator: Address, signer: Hex): PublicKey {
  const key = size(signer) === 84 ? signerKey(signer) : undefined
  if (!key || !isAddressEqual(signerHead(signer), validator))
    throw new NotAPasskeySignerError(signer, validator)
  return parsePublicKey(key)
}

/**
 * One prompt: the passkey signs `challenge`, and the answer is packed for the chain and verified before it is returned.
 * @returns a packed WebAuthn signature (docs/protocol.md)
 * @throws what `packAssertion` and the passkey throw; WrongPasskeyError when another key signed
 */
export async function signWithPasskey(passkey: Passkey, challenge: Hex): Promise<Hex> {
  const assertion = await passkey.sign(challenge)
  const signature = packAssertion(assertion, { ...passkey.expected, challenge })
  if (!verifyAssertion(passkey, challenge, signature)) throw new WrongPasskeyError()
  return signature
}
