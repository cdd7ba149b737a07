import { bytesToHex, type Hex } from 'viem'
import {
  type AttestedCredential,
  InvalidAttestedCredentialError,
  parseAttestedCredential,
} from './attestedCredential.ts'
import { encodeBase64Url } from './base64url.ts'
import {
  buffer,
  descriptor,
  getBrowserAssertion,
  type PromptOptions,
  prompt,
  timeoutOf,
} from './browserAssertion.ts'
import { PasskeyUnsupportedError } from './browserPasskeyErrors.ts'
import type { PublicKey } from './p256.ts'
import { type Passkey, passkeySigner } from './passkey.ts'
import { parseSpki } from './publicKey.ts'

/** How a passkey is made. */
export interface CreatePasskeyParameters extends PromptOptions {
  /** The relying party's name, as prompts show it. */
  readonly rpName: string
  /** What passkey managers list: the account's name. */
  readonly name: string
  readonly displayName?: string
  /** User handle, 1 to 64 bytes without personal data; passkeys of one handle replace each other in a manager. */
  readonly userId: Uint8Array
  /** Random bytes of the server, or any: the chain trusts the key, not the attestation. */
  readonly challenge: Uint8Array
  /** base64url ids of passkeys that the authenticator must not hold already. */
  readonly excludeCredentials?: readonly string[]
}

/** A new passkey, with what a server needs to keep. */
export interface CreatedPasskey extends Passkey {
  readonly attestationObject: Uint8Array
  readonly clientDataJSON: Uint8Array
  readonly transports: readonly string[]
  readonly aaguid: Hex
}

const ES256 = -7

/**
 * Makes a passkey: ES256, discoverable, with user verification (WebAuthn §5.1.3). One prompt.
 * @throws PasskeyNotAllowedError, PasskeyTimeoutError, PasskeyAlreadyExistsError, PasskeyUnsupportedError,
 * PasskeyOriginError, PasskeyAbortedError, PasskeyFailedError; InvalidPublicKeyError and its kin for a bad key.
 */
export async function createBrowserPasskey(parameters: CreatePasskeyParameters): Promise<CreatedPasskey> {
  const {
    rpId,
    rpName,
    name,
    displayName = name,
    userId,
    challenge,
    excludeCredentials = [],
    hints,
  } = parameters
  const credential = await prompt(parameters, (container, common) =>
    container.create({
      ...common,
      publicKey: {
        rp: { id: rpId, name: rpName },
        user: { id: buffer(userId), name, displayName },
        challenge: buffer(challenge),
        pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
        excludeCredentials: excludeCredentials.map(descriptor),
        attestation: 'none',
        timeout: timeoutOf(parameters),
        ...(hints && { hints: [...hints] }),
      } as PublicKeyCredentialCreationOptions,
    }),
  )
  const response = credential.response as AuthenticatorAttestationResponse
  const { publicKey, aaguid } = newKey(response, new Uint8Array(credential.rawId))
  return {
    ...browserPasskey(
      { ...publicKey, credentialId: encodeBase64Url(new Uint8Array(credential.rawId)) },
      parameters,
    ),
    attestationObject: new Uint8Array(response.attestationObject),
    clientDataJSON: new Uint8Array(response.clientDataJSON),
    transports: response.getTransports?.() ?? [],
    aaguid,
  }
}

/** A passkey of this browser (or reachable from it) whose id and public key are known. */
export function browserPasskey(
  known: PublicKey & { readonly credentialId: string },
  options: PromptOptions,
): Passkey {
  const { x, y, credentialId } = known
  return {
    x,
    y,
    credentialId,
    expected: { rpId: options.rpId, origins: options.origins ?? [globalThis.location.origin] },
    signer: (validator) => passkeySigner(validator, { x, y }),
    sign: (challenge) => getBrowserAssertion({ ...options, challenge, allowCredentials: [credentialId] }),
  }
}

/** The key is given twice, by browser and authenticator; a manager that mixes them up must not own an account. */
function newKey(response: AuthenticatorAttestationResponse, rawId: Uint8Array): AttestedCredential {
  if (!response.getPublicKey || !response.getAuthenticatorData) {
    throw new PasskeyUnsupportedError('this browser does not show the public key of a new passkey')
  }
  const attested = parseAttestedCredential(new Uint8Array(response.getAuthenticatorData()))
  const spki = response.getPublicKey()
  const key = spki ? parseSpki(new Uint8Array(spki)) : attested.publicKey
  if (key.x !== attested.publicKey.x || key.y !== attested.publicKey.y) {
    throw new InvalidAttestedCredentialError('the browser and the authenticator name different keys')
  }
  if (bytesToHex(attested.credentialId) !== bytesToHex(rawId)) {
    throw new InvalidAttestedCredentialError('the browser and the authenticator name different credentials')
  }
  return attested
}
