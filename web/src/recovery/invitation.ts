// An invitation on the friend's device. Whether it comes from the account's owner is asked of every network, never of the
// server; nor does the server say which passkey accepted it.
import { addresses, invitationDigest, passkeySigner, passkeyValidatorAbi, signerFingerprint } from 'sparekey'
import type { InvitationJson } from 'sparekey/schema'
import { readContract } from 'viem/actions'
import { z } from 'zod'
import { api } from '../api.ts'
import type { Network } from '../chains.ts'
import { type DraftKind, saveDraft } from '../drafts.ts'
import { forgetUnknownPasskey } from '../passkeySupport.ts'
import { createPasskey } from '../passkeys.ts'
import { readClock } from '../recoveries.ts'

/** Six words of the passkey that was made here for an invitation, for comparing with what its owner sees. */
export function acceptedWords(id: string): DraftKind<string[]> {
  return { name: `invited-1-${id}`, schema: z.array(z.string()) }
}

/** Makes the guardian's passkey and hands it in; one prompt. */
export async function acceptInvitation(
  { id, account }: Pick<InvitationJson, 'id' | 'account'>,
  hint: 'security-key' | undefined,
): Promise<InvitationJson> {
  const options = await api.invitationOptions(id)
  const { passkey, credential } = await createPasskey(options, hint)
  const signer = passkeySigner(addresses.passkeyValidator, passkey)
  saveDraft(acceptedWords(id), signerFingerprint(account.address, signer))
  try {
    return await api.acceptInvitation(id, credential)
  } catch (error) {
    // One retry for a server that was just restarted; a passkey that is not taken must not stay in a list.
    return api.acceptInvitation(id, credential).catch(async () => {
      await forgetUnknownPasskey(options.rp.id, credential.id)
      throw error
    })
  }
}

/** Open where a network knows the signature as the owner's; forged where all that answer do not. */
export type Checked = 'open' | 'forged' | 'unchecked' | 'expired'

/** Checks an invitation, and its time by the networks' clocks. */
export async function checkInvitation(
  { id, account, expires, signature }: InvitationJson,
  networks: readonly Network[],
): Promise<Checked> {
  const digest = invitationDigest({ account: account.address, id, expires })
  const answers = await Promise.all(
    networks
      .map(async (network) => {
        const [isOwners, { chainNow }] = await Promise.all([
          readContract(network.client, {
            abi: passkeyValidatorAbi,
            address: addresses.passkeyValidator,
            functionName: 'isOwnerSignature',
            args: [account.address, digest, signature],
          }),
          readClock(network),
        ])
        return { isOwners, chainNow }
      })
      .map((answer) => answer.catch(() => undefined)),
  )
  const heard = answers.filter((answer) => answer !== undefined)
  if (heard.length === 0) return 'unchecked'
  if (heard.some(({ chainNow }) => chainNow > expires)) return 'expired'
  if (heard.some(({ isOwners }) => isOwners)) return 'open'
  return heard.length === networks.length ? 'forged' : 'unchecked'
}
