// The prompt for signing in, apart from everything else about passkeys: the first page needs it.
import {
  type DiscoveredAssertion,
  decodeBase64Url,
  encodeBase64Url,
  getBrowserAssertion,
  PasskeyFailedError,
} from 'sparekey'
import { bytesToHex } from 'viem'
import type { CredentialJson, RequestOptions } from './webauthnJson.ts'

/** How a prompt for signing in is made. */
export interface AssertionChoice {
  /** `conditional` offers passkeys in the field's own suggestions and waits there. */
  readonly mediation?: 'conditional'
  readonly signal?: AbortSignal
}

/** Asks for any passkey of this page. One prompt. */
export async function assertPasskey(
  options: RequestOptions,
  { mediation, signal }: AssertionChoice = {},
): Promise<CredentialJson> {
  const assertion = await getBrowserAssertion({
    rpId: options.rpId,
    challenge: bytesToHex(decodeBase64Url(options.challenge)),
    allowCredentials: (options.allowCredentials ?? []).map(({ id }) => id),
    ...(mediation && { mediation }),
    ...(signal && { signal }),
  })
  return assertionJson(assertion)
}

function assertionJson(assertion: DiscoveredAssertion): CredentialJson {
  // Browsers give DER; only software passkeys give numbers.
  if (!(assertion.signature instanceof Uint8Array)) throw new PasskeyFailedError(assertion.signature)
  return {
    id: assertion.credentialId,
    rawId: assertion.credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encodeBase64Url(assertion.clientDataJSON),
      authenticatorData: encodeBase64Url(assertion.authenticatorData),
      signature: encodeBase64Url(assertion.signature),
      ...(assertion.userHandle && { userHandle: encodeBase64Url(assertion.userHandle) }),
    },
  }
}
