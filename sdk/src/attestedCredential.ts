import { bytesToHex, type Hex } from 'viem'
import { SparekeyError } from './errors.ts'
import type { PublicKey } from './p256.ts'
import { parseCose } from './publicKey.ts'

/** What authenticator data says about a new passkey (WebAuthn §6.5.1). */
export interface AttestedCredential {
  /** Model of the authenticator, 16 bytes; zero when it does not say. */
  readonly aaguid: Hex
  readonly credentialId: Uint8Array
  readonly publicKey: PublicKey
}

/** Authenticator data of a registration that is malformed. */
export class InvalidAttestedCredentialError extends SparekeyError {
  override readonly name = 'InvalidAttestedCredentialError'
  override readonly code = 'attested_credential_invalid'

  constructor(reason: string) {
    super(`The new passkey cannot be used: ${reason}.`, {
      details: 'Make it again, or use another authenticator.',
    })
  }
}

const FLAGS_OFFSET = 32
const FLAG_ATTESTED = 0x40
const FLAG_EXTENSIONS = 0x80
const AAGUID_OFFSET = 37
const ID_LENGTH_OFFSET = 53
const ID_OFFSET = 55
/** WebAuthn §4: a credential id has at most 1,023 bytes. */
const MAX_ID_LENGTH = 1023
const COSE_LENGTH = 77

/**
 * The new credential in authenticator data of a registration.
 * @throws InvalidAttestedCredentialError, UnsupportedAlgorithmError, InvalidPublicKeyError (W-21)
 */
export function parseAttestedCredential(authenticatorData: Uint8Array): AttestedCredential {
  const flags = authenticatorData[FLAGS_OFFSET] ?? 0
  if (!(flags & FLAG_ATTESTED)) throw new InvalidAttestedCredentialError('it names no credential')
  const idLength =
    ((authenticatorData[ID_LENGTH_OFFSET] ?? 0) << 8) | (authenticatorData[ID_LENGTH_OFFSET + 1] ?? 0)
  if (idLength === 0 || idLength > MAX_ID_LENGTH) {
    throw new InvalidAttestedCredentialError(`its id has ${idLength} bytes, not 1 to ${MAX_ID_LENGTH}`)
  }
  const keyOffset = ID_OFFSET + idLength
  if (authenticatorData.length <= keyOffset) throw new InvalidAttestedCredentialError('its data is cut off')
  // Without extensions the key is the last member, so a byte more is a malformed key; extensions follow it otherwise.
  const keyEnd = flags & FLAG_EXTENSIONS ? keyOffset + COSE_LENGTH : authenticatorData.length
  return {
    aaguid: bytesToHex(authenticatorData.slice(AAGUID_OFFSET, ID_LENGTH_OFFSET)),
    credentialId: authenticatorData.slice(ID_OFFSET, keyOffset),
    publicKey: parseCose(authenticatorData.subarray(keyOffset, keyEnd)),
  }
}
