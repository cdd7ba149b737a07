import { p256 } from '@noble/curves/nist'
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, sha256, stringToHex } from 'viem'
import { encodeBase64Url } from './base64url.ts'
import { publicKeyOf, signDigest } from './p256.ts'
import { type Passkey, passkeySigner } from './passkey.ts'
import type { WebAuthnAssertion } from './webauthn.ts'

/** How a software passkey is made. */
export interface SoftwarePasskeyParameters {
  /** Domain of the relying party. */
  readonly rpId: string
  /** Origin that it pretends to be asked by. */
  readonly origin: string
  /** 32 bytes; random when left out. */
  readonly privateKey?: Hex
  /** UP 1, UV 4, BE 8, BS 16; all four by default, as a synced passkey answers. */
  readonly flags?: number
  /** Signature counter; 0 by default, as a synced passkey answers. */
  readonly signCount?: number
  /** Further members of clientDataJSON, after `crossOrigin`, as Chromium adds one now and then. */
  readonly extraMembers?: Readonly<Record<string, unknown>>
}

/** A software passkey; its private key can be kept and handed in again. */
export interface SoftwarePasskey extends Passkey {
  readonly privateKey: Hex
}

/**
 * A passkey made of a P-256 key in memory, for terminals and tests: real authenticatorData (37 bytes) and clientDataJSON
 * as Chromium serialises it, so everything behind it is exercised as with a browser. Signatures are deterministic
 * (RFC 6979). It asks nobody; do not own valuable accounts with it.
 */
export function softwarePasskey(parameters: SoftwarePasskeyParameters): SoftwarePasskey {
  const { rpId, origin, flags = 0x1d, signCount = 0, extraMembers = {} } = parameters
  const privateKey = parameters.privateKey ?? bytesToHex(p256.utils.randomPrivateKey())
  const { x, y } = publicKeyOf(privateKey)
  const authenticatorData = concat([
    sha256(stringToHex(rpId)),
    numberToHex(flags, { size: 1 }),
    numberToHex(signCount, { size: 4 }),
  ])

  async function sign(challenge: Hex): Promise<WebAuthnAssertion> {
    const clientDataJSON = new TextEncoder().encode(
      JSON.stringify({
        type: 'webauthn.get',
        challenge: encodeBase64Url(hexToBytes(challenge)),
        origin,
        crossOrigin: false,
        ...extraMembers,
      }),
    )
    const signed = sha256(concat([authenticatorData, sha256(bytesToHex(clientDataJSON))]))
    return {
      authenticatorData: hexToBytes(authenticatorData),
      clientDataJSON,
      signature: signDigest(signed, privateKey),
    }
  }

  return {
    privateKey,
    x,
    y,
    credentialId: encodeBase64Url(hexToBytes(sha256(concat([x, y])))),
    expected: { origins: [origin], rpId },
    signer: (validator) => passkeySigner(validator, { x, y }),
    sign,
  }
}
