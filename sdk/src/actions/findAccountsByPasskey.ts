import { type Address, keccak256, parseEventLogs, toEventSelector } from 'viem'
import { passkeyValidatorAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { getLogsInRanges } from '../getLogsInRanges.ts'
import { encodePublicKey, type PublicKey } from '../p256.ts'
import { passkeySigner } from '../passkey.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'
import { isOwner } from './isOwner.ts'

const topic = toEventSelector('PasskeyAdded(address,bytes32,bytes32,bytes32)')

/**
 * The accounts on one chain that a passkey owns now, in the order in which it was added. A browser that knows nothing but
 * the key finds its account by this.
 * @throws ChainUnavailableError
 */
export async function findAccountsByPasskey(
  client: ReadClient,
  { publicKey, fromBlock = 0n }: findAccountsByPasskey.Parameters,
): Promise<Address[]> {
  const topics = [topic, null, keccak256(encodePublicKey(publicKey))]
  const logs = await getLogsInRanges(client, { address: addresses.passkeyValidator, topics, fromBlock })
  const events = await readChain(client, async () =>
    parseEventLogs({ abi: passkeyValidatorAbi, eventName: 'PasskeyAdded', logs }),
  )
  const accounts = [...new Set(events.map(({ args }) => args.account))]
  const signer = passkeySigner(addresses.passkeyValidator, publicKey)
  const owned = await Promise.all(accounts.map((account) => isOwner(client, { account, signer })))
  return accounts.filter((_, index) => owned[index])
}

export declare namespace findAccountsByPasskey {
  type Parameters = {
    readonly publicKey: PublicKey
    /** The block in which the contracts were deployed, if known: less to look through. */
    readonly fromBlock?: bigint
  }
}
