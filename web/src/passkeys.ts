// Prompts, with options from the server and answers for it: the SDK talks to the browser, this translates.
import {
  browserPasskey,
  type CreatedPasskey,
  createBrowserPasskey,
  decodeBase64Url,
  encodeBase64Url,
  type Passkey,
  type PasskeyHint,
  type PublicKey,
} from 'sparekey'
import type { CreationOptions, CredentialJson } from './webauthnJson.ts'

/** A passkey just made: for the chain, and as JSON for the server and for drafts. */
export interface NewPasskey {
  readonly passkey: CreatedPasskey
  readonly credential: CredentialJson
}

/** Makes a passkey. One prompt. @param hint where: this device, another one by QR code, or a security key */
export async function createPasskey(options: CreationOptions, hint?: PasskeyHint): Promise<NewPasskey> {
  const passkey = await createBrowserPasskey({
    rpId: options.rp.id,
    rpName: options.rp.name,
    name: options.user.name,
    displayName: options.user.displayName,
    userId: decodeBase64Url(options.user.id),
    challenge: decodeBase64Url(options.challenge),
    excludeCredentials: (options.excludeCredentials ?? []).map(({ id }) => id),
    ...(hint && { hints: [hint] }),
    ...(options.timeout && { timeout: options.timeout }),
  })
  return { passkey, credential: attestationJson(passkey) }
}

/** The passkey that is signed in, as something that signs for the account. */
export function sessionPasskey(
  session: { readonly credentialId: string; readonly publicKey: PublicKey },
  config: { readonly rpId: string },
): Passkey {
  return browserPasskey({ ...session.publicKey, credentialId: session.credentialId }, { rpId: config.rpId })
}

function attestationJson(passkey: CreatedPasskey): CredentialJson {
  return {
    id: passkey.credentialId,
    rawId: passkey.credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encodeBase64Url(passkey.clientDataJSON),
      attestationObject: encodeBase64Url(passkey.attestationObject),
      transports: passkey.transports,
    },
  }
}
