import { p256 } from '@noble/curves/nist'
import { bytesToHex, concat, type Hex, hexToBytes, size } from 'viem'
import { SparekeyError } from './errors.ts'

/** A P-256 public key: affine coordinates, 32 bytes each, big endian. */
export interface PublicKey {
  readonly x: Hex
  readonly y: Hex
}

/** The order of P-256's group. */
export const P256_N = p256.CURVE.n
/** Half the order, rounded down: the largest s that the chain accepts. */
export const P256_HALF_N = P256_N >> 1n

/** A public key that is no usable P-256 point, or is written in a form that is not accepted. */
export class InvalidPublicKeyError extends SparekeyError {
  override readonly name = 'InvalidPublicKeyError'
  override readonly code = 'public_key_invalid'

  constructor(reason: string, cause?: unknown) {
    super(`This public key cannot be used: ${reason}.`, {
      details: 'Expected an uncompressed point on P-256 for ES256. Make the passkey again.',
      cause,
    })
  }
}

/** Whether x and y are below p and on the curve; (0, 0) is not. */
export function isOnCurve({ x, y }: PublicKey): boolean {
  if (size(x) !== 32 || size(y) !== 32) return false
  try {
    p256.ProjectivePoint.fromAffine({ x: BigInt(x), y: BigInt(y) }).assertValidity()
    return true
  } catch {
    return false
  }
}

/**
 * The key in 64 bytes, x ‖ y.
 * @throws InvalidPublicKeyError unless they are a point on P-256.
 */
export function parsePublicKey(key: Hex): PublicKey {
  if (size(key) !== 64) throw new InvalidPublicKeyError(`it has ${size(key)} bytes instead of 64`)
  const lower = key.toLowerCase()
  const point: PublicKey = { x: lower.slice(0, 66) as Hex, y: `0x${lower.slice(66)}` }
  if (!isOnCurve(point)) throw new InvalidPublicKeyError('it is not a point on P-256')
  return point
}

/** x ‖ y, 64 bytes. */
export function encodePublicKey({ x, y }: PublicKey): Hex {
  return concat([x, y])
}

/** A 32-byte digest signed by `privateKey`, DER as authenticators give it. For software passkeys and tests. */
export function signDigest(digest: Hex, privateKey: Hex): Uint8Array {
  return p256
    .sign(hexToBytes(digest), hexToBytes(privateKey), { lowS: false, prehash: false })
    .toDERRawBytes()
}

/** Whether `signature` over the 32-byte digest is this key's; s must be low, as on chain. */
export function verifyDigest(digest: Hex, key: PublicKey, signature: { r: bigint; s: bigint }): boolean {
  const { r, s } = signature
  if (r <= 0n || r >= P256_N || s <= 0n || s > P256_HALF_N || !isOnCurve(key)) return false
  const point = concat(['0x04', key.x, key.y])
  return p256.verify({ r, s }, hexToBytes(digest), hexToBytes(point), { lowS: false, prehash: false })
}

/** The keys of which a signature over a 32-byte digest may be: two, seldom four or none (SEC 1 §4.1.6). */
export function recoverPublicKeys(digest: Hex, { r, s }: { r: bigint; s: bigint }): PublicKey[] {
  return [0, 1, 2, 3].flatMap((bit) => {
    try {
      const signature = new p256.Signature(r, s).addRecoveryBit(bit)
      const point = bytesToHex(signature.recoverPublicKey(hexToBytes(digest)).toRawBytes(false))
      return [parsePublicKey(`0x${point.slice(4)}`)]
    } catch {
      return [] // no point has this x
    }
  })
}

/** The public key of a private key of 32 bytes. */
export function publicKeyOf(privateKey: Hex): PublicKey {
  const point = bytesToHex(p256.getPublicKey(hexToBytes(privateKey), false))
  return parsePublicKey(`0x${point.slice(4)}`)
}
