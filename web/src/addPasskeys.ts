// One more passkey for the account: made, told to the server, then let in on the networks by one that is in already.
import { addPasskey, type Passkey, type PasskeyHint, removePasskey } from 'sparekey'
import type { PasskeyJson } from 'sparekey/schema'
import type { Address } from 'viem'
import { api } from './api.ts'
import { ApiError } from './apiErrors.ts'
import type { Network } from './chains.ts'
import { dropDraft, saveDraft } from './drafts.ts'
import { type NewPasskeyDraft, newPasskeyDraft } from './newPasskeyDraft.ts'
import type { Plan } from './operations.ts'
import { forgetUnknownPasskey } from './passkeySupport.ts'
import { createPasskey } from './passkeys.ts'

/** Makes a passkey and tells the server about it; it opens nothing yet. One prompt. */
export async function makePasskey(label: string, hint: PasskeyHint): Promise<PasskeyJson> {
  const options = await api.passkeyOptions(label)
  const { credential } = await createPasskey(options, hint)
  const draft = { label, rpId: options.rp.id, credential }
  saveDraft(newPasskeyDraft, draft)
  return tellServer(draft)
}

/** Tells the server about a passkey that exists already. No prompt. */
export async function tellServer({ label, rpId, credential }: NewPasskeyDraft): Promise<PasskeyJson> {
  try {
    const passkey = await api.addPasskey({ label, credential })
    dropDraft(newPasskeyDraft)
    return passkey
  } catch (error) {
    // It will never be taken: nobody must find it in a list later and wonder.
    if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
      dropDraft(newPasskeyDraft)
      await forgetUnknownPasskey(rpId, credential.id)
    }
    throw error
  }
}

/** Lets a passkey in where it is missing, or ends it where it works: one prompt of another one for all networks. */
export function planPasskey(
  kind: 'add' | 'remove',
  target: Pick<PasskeyJson, 'publicKey'>,
  { signer, address, networks }: { signer: Passkey; address: Address; networks: readonly Network[] },
): Plan {
  const { publicKey } = target
  const call = kind === 'add' ? addPasskey.call({ publicKey }) : removePasskey.call({ publicKey })
  return {
    passkey: signer,
    networks: networks.map((network) => ({ network, account: { address }, calls: [call] })),
  }
}
