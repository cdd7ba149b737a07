import { bytesToHex, type Hex, hexToBytes } from 'viem'
import {
  type AttestedCredential,
  InvalidAttestedCredentialError,
  parseAttestedCredential,
} from './attestedCredential.ts'
import { decodeBase64Url, encodeBase64Url } from './base64url.ts'
import { fromDomException, PasskeyFailedError, PasskeyUnsupportedError } from './browserPasskeyErrors.ts'
import type { PublicKey } from './p256.ts'
import { type Passkey, passkeySigner } from './passkey.ts'
import { parseSpki } from './publicKey.ts'
import type { WebAuthnAssertion } from './webauthn.ts'

/** Which authenticators a browser should offer first (WebAuthn Level 3 §5.8.7). */
export type PasskeyHint = 'security-key' | 'client-device' | 'hybrid'

/** What every prompt can be given. */
export interface PromptOptions {
  /** Domain whose passkeys are meant. */
  readonly rpId: string
  /** Origins whose answers are accepted; this page's when left out. */
  readonly origins?: readonly string[]
  readonly hints?: readonly PasskeyHint[]
  /** Milliseconds; 5 minutes by default, as WebAuthn §5.1.3 recommends when users are verified. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** `navigator.credentials` by default. */
  readonly credentials?: Pick<CredentialsContainer, 'create' | 'get'>
  /** A clock in milliseconds, to tell a timeout from a refusal; `performance.now` by default. */
  readonly now?: () => number
}

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

/** An answer of a passkey that was not known before the prompt. */
export interface DiscoveredAssertion extends WebAuthnAssertion {
  /** base64url of the credential's id. */
  readonly credentialId: string
  /** The user handle given when it was made; undefined when the authenticator keeps none. */
  readonly userHandle: Uint8Array | undefined
}

const DEFAULT_TIMEOUT = 300_000
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

/**
 * Asks for an assertion with user verification (WebAuthn §5.1.4). One prompt.
 * @param parameters `allowCredentials` are base64url ids; without them the person chooses among all discoverable ones.
 * @throws the Passkey… errors of `createBrowserPasskey`
 */
export async function getBrowserAssertion(
  parameters: PromptOptions & {
    readonly challenge: Hex
    readonly allowCredentials?: readonly string[]
    readonly mediation?: CredentialMediationRequirement
  },
): Promise<DiscoveredAssertion> {
  const { rpId, challenge, allowCredentials = [], hints, mediation } = parameters
  const credential = await prompt(parameters, (container, common) =>
    container.get({
      ...common,
      ...(mediation && { mediation }),
      publicKey: {
        rpId,
        challenge: buffer(hexToBytes(challenge)),
        allowCredentials: allowCredentials.map(descriptor),
        userVerification: 'required',
        timeout: timeoutOf(parameters),
        ...(hints && { hints: [...hints] }),
      } as PublicKeyCredentialRequestOptions,
    }),
  )
  const response = credential.response as AuthenticatorAssertionResponse
  return {
    credentialId: encodeBase64Url(new Uint8Array(credential.rawId)),
    userHandle: response.userHandle ? new Uint8Array(response.userHandle) : undefined,
    authenticatorData: new Uint8Array(response.authenticatorData),
    clientDataJSON: new Uint8Array(response.clientDataJSON),
    signature: new Uint8Array(response.signature),
  }
}

type Container = Pick<CredentialsContainer, 'create' | 'get'>

async function prompt(
  options: PromptOptions,
  ask: (container: Container, common: { signal?: AbortSignal }) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  const container = options.credentials ?? globalThis.navigator?.credentials
  if (!container) throw new PasskeyUnsupportedError('this browser or page offers none')
  const now = options.now ?? (() => performance.now())
  const start = now()
  let credential: Credential | null
  try {
    credential = await ask(container, options.signal ? { signal: options.signal } : {})
  } catch (cause) {
    throw fromDomException(cause, { rpId: options.rpId, elapsed: now() - start, timeout: timeoutOf(options) })
  }
  if (credential?.type !== 'public-key') throw new PasskeyFailedError(credential)
  return credential as PublicKeyCredential
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

function timeoutOf({ timeout = DEFAULT_TIMEOUT }: PromptOptions): number {
  return timeout
}

function descriptor(credentialId: string): PublicKeyCredentialDescriptor {
  return { type: 'public-key', id: buffer(decodeBase64Url(credentialId)) }
}

/** A copy on a plain ArrayBuffer, which is what the DOM's types accept. */
function buffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
