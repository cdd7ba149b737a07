// Answers of a software authenticator, as @simplewebauthn/browser would send them; every part can be made wrong.
import { decodeBase64Url, encodeBase64Url, type SoftwarePasskey } from 'sparekey'
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, sha256, size, stringToHex } from 'viem'

const utf8 = (text: string) => new TextEncoder().encode(text)
/** CBOR of a text of at most 23 bytes. */
const cborText = (text: string) => concat([numberToHex(0x60 + text.length, { size: 1 }), stringToHex(text)])
const cborBytes = (bytes: Hex) => concat(['0x59', numberToHex(size(bytes), { size: 2 }), bytes])

/** The canonical COSE_Key. */
export const coseOf = ({ x, y }: { x: Hex; y: Hex }) => concat(['0xa5010203262001215820', x, '0x225820', y])

/** What may be wrong with an answer. */
export interface Faults {
  readonly origin?: string
  readonly rpId?: string
  /** UP 1, UV 4, BE 8, BS 16, AT 64. */
  readonly flags?: number
  readonly credentialId?: Uint8Array
  readonly cose?: Hex
  readonly format?: string
  /** CBOR. */
  readonly statement?: Hex
  readonly clientData?: Record<string, unknown>
}

/** The answer to `navigator.credentials.create`. */
export function created(passkey: SoftwarePasskey, options: { challenge: string }, faults: Faults = {}) {
  const id = faults.credentialId ?? decodeBase64Url(passkey.credentialId)
  const authenticatorData = concat([
    sha256(stringToHex(faults.rpId ?? passkey.expected.rpId ?? '')),
    numberToHex(faults.flags ?? 0x5d, { size: 1 }),
    numberToHex(0, { size: 4 }),
    `0x${'00'.repeat(16)}`,
    numberToHex(id.length, { size: 2 }),
    bytesToHex(id),
    faults.cose ?? coseOf(passkey),
  ])
  const attestationObject = concat([
    ...(['0xa3', cborText('fmt'), cborText(faults.format ?? 'none')] as const),
    ...([cborText('attStmt'), faults.statement ?? '0xa0'] as const),
    ...([cborText('authData'), cborBytes(authenticatorData)] as const),
  ])
  const clientData = {
    type: 'webauthn.create',
    challenge: options.challenge,
    origin: faults.origin ?? passkey.expected.origins?.[0],
    crossOrigin: false,
    ...faults.clientData,
  }
  return {
    id: encodeBase64Url(id),
    rawId: encodeBase64Url(id),
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encodeBase64Url(utf8(JSON.stringify(clientData))),
      attestationObject: encodeBase64Url(hexToBytes(attestationObject)),
      transports: ['internal', 'hybrid'],
    },
  }
}

/** The answer to `navigator.credentials.get`. */
export async function asserted(
  passkey: SoftwarePasskey,
  options: { challenge: string },
  faults: { credentialId?: string; userHandle?: string } = {},
) {
  const { authenticatorData, clientDataJSON, signature } = await passkey.sign(
    bytesToHex(decodeBase64Url(options.challenge)),
  )
  const id = faults.credentialId ?? passkey.credentialId
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encodeBase64Url(clientDataJSON),
      authenticatorData: encodeBase64Url(authenticatorData),
      signature: encodeBase64Url(signature as Uint8Array),
      ...(faults.userHandle && { userHandle: faults.userHandle }),
    },
  }
}
