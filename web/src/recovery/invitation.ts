// Whether an invitation comes from the account's owner: asked of every network in the browser, never of the server.
import { addresses, invitationDigest, passkeyValidatorAbi } from 'sparekey'
import type { InvitationJson } from 'sparekey/schema'
import { readContract } from 'viem/actions'
import type { Network } from '../chains.ts'
import { readClock } from '../recoveries.ts'

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
