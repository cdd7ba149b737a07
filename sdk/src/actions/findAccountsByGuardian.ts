import { type Address, type Hex, parseEventLogs, toEventSelector } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { getLogsInRanges } from '../getLogsInRanges.ts'
import { guardianHash } from '../policy.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'
import { getPolicy, PolicyNotSetError } from './getPolicy.ts'

const topic = toEventSelector('GuardianSet(bytes32,address)')

/**
 * The accounts on one chain whose present policy names this guardian, in the order in which they first did.
 * @throws ChainUnavailableError, PolicyNotFoundError
 */
export async function findAccountsByGuardian(
  client: ReadClient,
  { signer, fromBlock = 0n }: findAccountsByGuardian.Parameters,
): Promise<Address[]> {
  const filter = { address: addresses.recoveryModule, topics: [topic, guardianHash(signer)], fromBlock }
  const logs = await getLogsInRanges(client, filter)
  const events = await readChain(client, async () =>
    parseEventLogs({ abi: recoveryModuleAbi, eventName: 'GuardianSet', logs }),
  )
  const accounts = [...new Set(events.map(({ args }) => args.account))]
  const guarded = await Promise.all(accounts.map((account) => isGuardian(client, account, signer)))
  return accounts.filter((_, index) => guarded[index])
}

async function isGuardian(client: ReadClient, account: Address, signer: Hex): Promise<boolean> {
  try {
    const { policy } = await getPolicy(client, { account })
    return policy.guardians.some((guardian) => guardian.signer === signer.toLowerCase())
  } catch (error) {
    if (error instanceof PolicyNotSetError) return false
    throw error
  }
}

export declare namespace findAccountsByGuardian {
  type Parameters = {
    /** The guardian's ERC-7913 signer; a wallet's address. */
    readonly signer: Hex
    /** The block in which the contracts were deployed, if known: less to look through. */
    readonly fromBlock?: bigint
  }
}
