// Asking for an assertion, apart from making passkeys: signing in needs no elliptic curve, and pages that only sign in stay
// small.
import { type Hex, hexToBytes } from 'viem'
import { decodeBase64Url, encodeBase64Url } from './base64url.ts'
import { fromDomException, PasskeyFailedError, PasskeyUnsupportedError } from './browserPasskeyErrors.ts'
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

/** An answer of a passkey that was not known before the prompt. */
export interface DiscoveredAssertion extends WebAuthnAssertion {
  /** base64url of the credential's id. */
  readonly credentialId: string
  /** The user handle given when it was made; undefined when the authenticator keeps none. */
  readonly userHandle: Uint8Array | undefined
}

const DEFAULT_TIMEOUT = 300_000

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

/** Asks the browser, and turns whatever it throws into one of our errors. */
export async function prompt(
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

/** Milliseconds that a prompt may be open. */
export function timeoutOf({ timeout = DEFAULT_TIMEOUT }: PromptOptions): number {
  return timeout
}

/** A passkey by its base64url id. */
export function descriptor(credentialId: string): PublicKeyCredentialDescriptor {
  return { type: 'public-key', id: buffer(decodeBase64Url(credentialId)) }
}

/** A copy on a plain ArrayBuffer, which is what the DOM's types accept. */
export function buffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
