// Whether a passkey owns an account: the chains say so, and nothing else.
import { addresses, isOwner, type PublicKey, passkeySigner } from 'sparekey'
import type { Address } from 'viem'
import { getCode } from 'viem/actions'
import type { AccountRow } from './accounts.ts'
import { askEach } from './chains.ts'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'

/**
 * Whether a passkey owns an account on at least one network; before its first deployment the first passkey does.
 * @throws Refusal (chain_unavailable) if no network says yes and one says nothing
 */
export async function ownsAccount(
  { chains, log }: Pick<Context, 'chains' | 'log'>,
  account: AccountRow,
  publicKey: PublicKey,
): Promise<boolean> {
  const address = account.address as Address
  const signer = passkeySigner(addresses.passkeyValidator, publicKey)
  const answers = await askEach(chains, async (client) => {
    if (await isOwner(client, { account: address, signer })) return 'owner'
    return (await getCode(client, { address })) ? 'stranger' : 'undeployed'
  })
  const values = answers.map((answer) => ('value' in answer ? answer.value : undefined))
  if (values.includes('owner')) return true
  const failures = answers.filter((answer) => 'error' in answer)
  if (failures.length > 0) {
    log.warn({ failures }, 'ownership could not be read')
    throw new Refusal('chain_unavailable', { retryAfter: 10 })
  }
  const isFirst = account.firstX === publicKey.x && account.firstY === publicKey.y
  return isFirst && values.every((value) => value === 'undeployed')
}
