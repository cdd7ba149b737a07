import {
  bytesToHex,
  concat,
  type Hex,
  hexToBigInt,
  hexToBytes,
  hexToNumber,
  hexToString,
  numberToHex,
  sha256,
  size,
  slice,
  stringToHex,
} from 'viem'
import { clientDataPrefix, clientDataTail } from './clientData.ts'
import { checkRange, type EcdsaSignature, normaliseS, parseDerSignature } from './derSignature.ts'
import { SparekeyError } from './errors.ts'
import { type PublicKey, recoverPublicKeys, verifyDigest } from './p256.ts'

/** What an authenticator answers: AuthenticatorAssertionResponse of WebAuthn, as bytes. */
export interface WebAuthnAssertion {
  readonly authenticatorData: Uint8Array
  readonly clientDataJSON: Uint8Array
  /** DER, as WebAuthn has it; or r and s, as `parseRawSignature` gives them. */
  readonly signature: Uint8Array | EcdsaSignature
}

/** The parts of a packed WebAuthn signature (docs/protocol.md, "Signatures"). */
export interface WebAuthnSignature extends EcdsaSignature {
  readonly authenticatorData: Hex
  /** Everything after `"origin":"` in clientDataJSON, the last `}` included. */
  readonly tail: string
}

/** What an assertion must fulfil. */
export interface AssertionExpectation {
  /** The digest that was to be signed, 32 bytes. */
  readonly challenge: Hex
  /** Origins that may have asked, compared whole; any when left out. */
  readonly origins?: readonly string[]
  /** The relying party whose passkey it must be; any when left out. */
  readonly rpId?: string
}

/** Authenticator data that is malformed, of another relying party, or without presence or verification. */
export class InvalidAuthenticatorDataError extends SparekeyError {
  override readonly name = 'InvalidAuthenticatorDataError'
  override readonly code = 'authenticator_data_invalid'

  constructor(reason: string, details = 'Use another passkey or authenticator.') {
    super(`The authenticator's answer cannot be used: ${reason}.`, { details })
  }
}

/** Bytes that are no packed WebAuthn signature. */
export class InvalidPackedSignatureError extends SparekeyError {
  override readonly name = 'InvalidPackedSignatureError'
  override readonly code = 'packed_signature_invalid'

  constructor(reason: string) {
    super(`These bytes are no WebAuthn signature: ${reason}.`, {
      details: 'Expected r ‖ s ‖ length ‖ authenticatorData ‖ tail.',
    })
  }
}

/** r (32), s (32), length of authenticatorData (2). */
const HEAD_LENGTH = 66
/** rpIdHash (32), flags (1), signature counter (4). */
const MIN_AUTHENTICATOR_DATA_LENGTH = 37
const MAX_AUTHENTICATOR_DATA_LENGTH = 0xffff
const FLAG_USER_PRESENT = 0x01
const FLAG_USER_VERIFIED = 0x04

/** r (32) ‖ s (32) ‖ length of authenticatorData (2, big endian) ‖ authenticatorData ‖ tail. */
export function encodeWebAuthnSignature({ r, s, authenticatorData, tail }: WebAuthnSignature): Hex {
  checkAuthenticatorDataLength(size(authenticatorData))
  return concat([
    numberToHex(r, { size: 32 }),
    numberToHex(s, { size: 32 }),
    numberToHex(size(authenticatorData), { size: 2 }),
    authenticatorData,
    stringToHex(tail),
  ])
}

/**
 * The parts of a packed signature.
 * @throws InvalidPackedSignatureError when the lengths do not fit or the tail is not UTF-8.
 */
export function decodeWebAuthnSignature(signature: Hex): WebAuthnSignature {
  if (size(signature) < HEAD_LENGTH + MIN_AUTHENTICATOR_DATA_LENGTH) {
    throw new InvalidPackedSignatureError(`there are only ${size(signature)}`)
  }
  const end = HEAD_LENGTH + hexToNumber(slice(signature, 64, HEAD_LENGTH))
  if (end < HEAD_LENGTH + MIN_AUTHENTICATOR_DATA_LENGTH || end > size(signature)) {
    throw new InvalidPackedSignatureError('the length of authenticatorData does not fit')
  }
  const rest = end === size(signature) ? '0x' : slice(signature, end)
  const tail = hexToString(rest)
  if (stringToHex(tail) !== rest.toLowerCase()) throw new InvalidPackedSignatureError('the tail is not UTF-8')
  return {
    r: hexToBigInt(slice(signature, 0, 32)),
    s: hexToBigInt(slice(signature, 32, 64)),
    authenticatorData: slice(signature, HEAD_LENGTH, end),
    tail,
  }
}

/**
 * Checks an assertion and packs it for the chain: strict DER (W-07), low s (W-06), the fixed start of clientDataJSON,
 * no foreign frame (W-12), user present (W-03) and verified (W-04). The key is not asked; see `verifyAssertion`.
 * @throws InvalidSignatureError, InvalidClientDataError, InvalidChallengeError, InvalidAuthenticatorDataError
 */
export function packAssertion(assertion: WebAuthnAssertion, expected: AssertionExpectation): Hex {
  const { authenticatorData, clientDataJSON, signature } = assertion
  checkAuthenticatorData(authenticatorData, expected.rpId)
  const tail = clientDataTail(clientDataJSON, expected.challenge, expected.origins)
  const rs = signature instanceof Uint8Array ? parseDerSignature(signature) : checkRange(signature)
  return encodeWebAuthnSignature({
    ...normaliseS(rs),
    authenticatorData: bytesToHex(authenticatorData),
    tail,
  })
}

/**
 * Whether the chain would take this packed signature of `key` over `challenge`; computes what WebAuthnVerifier.sol does,
 * so that a signature is known to work before it is sent. False for anything malformed.
 */
export function verifyAssertion(key: PublicKey, challenge: Hex, signature: Hex): boolean {
  let parts: WebAuthnSignature
  try {
    parts = decodeWebAuthnSignature(signature)
  } catch (error) {
    if (error instanceof InvalidPackedSignatureError) return false
    throw error
  }
  const flags = hexToBytes(parts.authenticatorData)[32] ?? 0
  if (!(flags & FLAG_USER_PRESENT) || !(flags & FLAG_USER_VERIFIED)) return false
  return verifyDigest(signedDigest(challenge, parts), key, parts)
}

/**
 * The keys of which a packed signature over `challenge` may be: two, seldom more. An assertion does not carry its key; who
 * knows the keys of accounts from the chains finds out by this which of them has signed.
 * @throws InvalidPackedSignatureError, InvalidChallengeError
 */
export function possibleKeys(challenge: Hex, signature: Hex): PublicKey[] {
  const parts = decodeWebAuthnSignature(signature)
  return recoverPublicKeys(signedDigest(challenge, parts), parts)
}

function signedDigest(challenge: Hex, { authenticatorData, tail }: WebAuthnSignature): Hex {
  const clientDataHash = sha256(concat([stringToHex(clientDataPrefix(challenge)), stringToHex(tail)]))
  return sha256(concat([authenticatorData, clientDataHash]))
}

function checkAuthenticatorData(data: Uint8Array, rpId: string | undefined): void {
  checkAuthenticatorDataLength(data.length)
  if (rpId !== undefined && bytesToHex(data.subarray(0, 32)) !== sha256(stringToHex(rpId))) {
    throw new InvalidAuthenticatorDataError(
      'it comes from a passkey of another site',
      `Expected one of ${rpId}.`,
    )
  }
  const flags = data[32] ?? 0
  if (!(flags & FLAG_USER_PRESENT)) throw new InvalidAuthenticatorDataError('nobody was present')
  if (!(flags & FLAG_USER_VERIFIED)) {
    throw new InvalidAuthenticatorDataError(
      'the user was not verified',
      'Set up a fingerprint, face or PIN for this passkey, and try again.',
    )
  }
}

function checkAuthenticatorDataLength(length: number): void {
  if (length < MIN_AUTHENTICATOR_DATA_LENGTH || length > MAX_AUTHENTICATOR_DATA_LENGTH) {
    throw new InvalidAuthenticatorDataError(`it has ${length} bytes`)
  }
}
