// Making an account: one prompt, and whatever fails after it can be tried again without another passkey.
import { getAccountAddress, type PublicKey, SparekeyError } from 'sparekey'
import type { SessionJson } from 'sparekey/schema'
import { bytesToHex } from 'viem'
import { api } from './api.ts'
import { ApiError } from './apiErrors.ts'
import { dropDraft, readDraft, saveDraft } from './drafts.ts'
import { forgetUnknownPasskey } from './passkeySupport.ts'
import { createPasskey } from './passkeys.ts'
import { type RegistrationDraft, registrationDraft } from './registrationDraft.ts'

/** The server named another account than the one that this passkey and salt make. */
export class WrongAccountError extends SparekeyError {
  override readonly name = 'WrongAccountError'
  override readonly code = 'account_wrong'

  constructor() {
    super('Our server answered with another account than the one you made.', {
      details: 'Do not send anything to it. Reload the page and try again, and please tell us.',
    })
  }
}

/** A passkey that was made for an account which the server has not confirmed yet. */
export function unfinishedRegistration(): RegistrationDraft | undefined {
  return readDraft(registrationDraft)
}

/** Forgets it; its passkey must not stay in a list where somebody wonders about it. */
export function giveUpRegistration({ rpId, credential }: RegistrationDraft): void {
  dropDraft(registrationDraft)
  void forgetUnknownPasskey(rpId, credential.id)
}

/** Creates the passkey and the account. One prompt. @throws what the prompt, the server and the check throw */
export async function register(name: string): Promise<SessionJson> {
  const options = await api.registrationOptions(name)
  const { passkey, credential } = await createPasskey(options)
  const { x, y }: PublicKey = passkey
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32))) as RegistrationDraft['salt']
  const draft: RegistrationDraft = { name, salt, rpId: options.rp.id, publicKey: { x, y }, credential }
  saveDraft(registrationDraft, draft)
  return finishRegistration(draft)
}

/** Tells the server about a passkey that exists already. No prompt. */
export async function finishRegistration(draft: RegistrationDraft): Promise<SessionJson> {
  const { name, salt, credential, publicKey, rpId } = draft
  try {
    const session = await api.register({ name, salt, credential })
    if (session.account.address !== getAccountAddress({ publicKey, salt }).toLowerCase())
      throw new WrongAccountError()
    dropDraft(registrationDraft)
    return session
  } catch (error) {
    // The server will never take this passkey: nobody must find it in a list later and wonder.
    if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
      dropDraft(registrationDraft)
      await forgetUnknownPasskey(rpId, credential.id)
    }
    throw error
  }
}
