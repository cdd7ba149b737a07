import { bytesToBigInt, bytesToHex } from 'viem'
import { SparekeyError } from './errors.ts'
import { InvalidPublicKeyError, type PublicKey, parsePublicKey } from './p256.ts'

/** A public key of another algorithm than ES256. */
export class UnsupportedAlgorithmError extends SparekeyError {
  override readonly name = 'UnsupportedAlgorithmError'
  override readonly code = 'public_key_algorithm'
  /** The COSE algorithm that was found. */
  readonly algorithm: number

  constructor(algorithm: number) {
    super(`This passkey uses the algorithm ${algorithm}.`, {
      details:
        'Expected ES256 (-7, P-256 with SHA-256), the only one that chains verify. Use another authenticator.',
    })
    this.algorithm = algorithm
  }
}

/** Everything before x ‖ y in the one DER form that browsers give: ecPublicKey, prime256v1, uncompressed (RFC 5480). */
const SPKI_PREFIX = '0x3059301306072a8648ce3d020106082a8648ce3d03010703420004'

/**
 * The key in a SubjectPublicKeyInfo, as `AuthenticatorAttestationResponse.getPublicKey()` gives it (RFC 5480).
 * @throws InvalidPublicKeyError for any other curve, form or length.
 */
export function parseSpki(spki: Uint8Array): PublicKey {
  const hex = bytesToHex(spki)
  if (!hex.startsWith(SPKI_PREFIX)) {
    throw new InvalidPublicKeyError('its SubjectPublicKeyInfo is not that of an uncompressed P-256 key')
  }
  return parsePublicKey(`0x${hex.slice(SPKI_PREFIX.length)}`)
}

/** map(5) { 1 (kty): 2 (EC2), 3 (alg): … – CTAP2 fixes order and lengths, so the algorithm stands at a known place. */
const COSE_HEAD = '0xa5010203'
const COSE_ES256_P256 = `${COSE_HEAD}262001215820`
const COSE_Y = '225820'

/**
 * The key in a COSE_Key (RFC 9053 §7.1.1) in CTAP2's canonical CBOR, 77 bytes.
 *
 * There is only one such encoding of an ES256 key, so it is compared and not searched: compressed points, indefinite
 * lengths, duplicate and extra members have no way in (W-21).
 * @throws UnsupportedAlgorithmError for a key of another algorithm, InvalidPublicKeyError for everything else.
 */
export function parseCose(cose: Uint8Array): PublicKey {
  const hex = bytesToHex(cose)
  if (!hex.startsWith(COSE_ES256_P256)) {
    const algorithm = coseAlgorithm(cose)
    if (algorithm !== undefined && algorithm !== -7) throw new UnsupportedAlgorithmError(algorithm)
    throw new InvalidPublicKeyError('its COSE_Key is not the canonical one of a P-256 key')
  }
  const [x, separator, y] = [hex.slice(22, 86), hex.slice(86, 92), hex.slice(92)]
  if (separator !== COSE_Y) throw new InvalidPublicKeyError('the y of its COSE_Key is not 32 bytes')
  return parsePublicKey(`0x${x}${y}`)
}

/** The algorithm of a COSE_Key of any type, for the message only; undefined where it is not at its canonical place. */
function coseAlgorithm(cose: Uint8Array): number | undefined {
  const [map = 0, kty, , alg, first = 0] = cose
  if (map >> 5 !== 5 || kty !== 0x01 || alg !== 0x03) return undefined
  const size = { 24: 1, 25: 2, 56: 1, 57: 2 }[first]
  if (size === undefined) {
    if (first >> 5 === 1) return -1 - (first & 0x1f)
    return first >> 5 === 0 ? first : undefined
  }
  const value = Number(bytesToBigInt(cose.subarray(5, 5 + size)))
  return first >> 5 === 1 ? -1 - value : value
}
