import { bytesToBigInt } from 'viem'
import { SparekeyError } from './errors.ts'
import { P256_HALF_N, P256_N } from './p256.ts'

/** An ECDSA signature over P-256. */
export interface EcdsaSignature {
  readonly r: bigint
  readonly s: bigint
}

/** A signature that is not strict DER, or whose r or s is out of range. */
export class InvalidSignatureError extends SparekeyError {
  override readonly name = 'InvalidSignatureError'
  override readonly code = 'signature_invalid'

  constructor(reason: string) {
    super(`This signature is malformed: ${reason}.`, {
      details: 'Expected an ECDSA signature over P-256 with r and s between 1 and n − 1. Sign again.',
    })
  }
}

/**
 * r and s of a DER signature (X.690; `SEQUENCE { INTEGER, INTEGER }`), as WebAuthn authenticators give it.
 *
 * One signature has one accepted form: long-form lengths, needless leading zeros, negative numbers and trailing bytes
 * are refused (W-07).
 * @throws InvalidSignatureError
 */
export function parseDerSignature(der: Uint8Array): EcdsaSignature {
  if (der[0] !== 0x30) throw new InvalidSignatureError('it is not a DER sequence')
  const length = der[1] ?? 0
  // Two 33-byte integers need 70 bytes, so the long form (0x81 and up) is never needed.
  if (length > 0x7f) throw new InvalidSignatureError('its length is in the long form')
  if (der.length !== length + 2)
    throw new InvalidSignatureError(`it has ${der.length} bytes and declares ${length + 2}`)
  const [r, afterR] = readInteger(der, 2, 'r')
  const [s, end] = readInteger(der, afterR, 's')
  if (end !== der.length) throw new InvalidSignatureError('there are bytes after s')
  return checkRange({ r, s })
}

function readInteger(der: Uint8Array, start: number, name: 'r' | 's'): [value: bigint, end: number] {
  const length = der[start + 1] ?? 0
  if (der[start] !== 0x02 || length === 0) throw new InvalidSignatureError(`${name} is not a DER integer`)
  if (length > 33) throw new InvalidSignatureError(`${name} is longer than 33 bytes`)
  const end = start + 2 + length
  if (end > der.length) throw new InvalidSignatureError(`${name} is cut off`)
  const [first = 0, second = 0] = der.subarray(start + 2, end)
  if (first >= 0x80) throw new InvalidSignatureError(`${name} is negative`)
  if (first === 0 && length > 1 && second < 0x80) throw new InvalidSignatureError(`${name} has leading zeros`)
  return [bytesToBigInt(der.subarray(start + 2, end)), end]
}

/**
 * r and s of 64 bytes, r ‖ s (IEEE P1363), as WebCrypto gives it.
 * @throws InvalidSignatureError
 */
export function parseRawSignature(raw: Uint8Array): EcdsaSignature {
  if (raw.length !== 64) throw new InvalidSignatureError(`it has ${raw.length} bytes instead of 64`)
  return checkRange({ r: bytesToBigInt(raw.subarray(0, 32)), s: bytesToBigInt(raw.subarray(32)) })
}

/**
 * The same signature if both numbers are between 1 and n − 1.
 * @throws InvalidSignatureError
 */
export function checkRange(signature: EcdsaSignature): EcdsaSignature {
  for (const name of ['r', 's'] as const) {
    if (signature[name] <= 0n) throw new InvalidSignatureError(`${name} is zero or negative`)
    if (signature[name] >= P256_N)
      throw new InvalidSignatureError(`${name} is not below the order of the curve`)
  }
  return signature
}

/** The form with low s: (r, s) and (r, n − s) are both valid, authenticators give either, the chain takes one (W-06). */
export function normaliseS({ r, s }: EcdsaSignature): EcdsaSignature {
  return { r, s: s > P256_HALF_N ? P256_N - s : s }
}
