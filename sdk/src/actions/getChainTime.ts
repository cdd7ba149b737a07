import { getBlock } from 'viem/actions'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

/**
 * The chain's clock: the latest block's Unix time in seconds. Deadlines and countdowns are in this time, never in the
 * browser's.
 * @throws ChainUnavailableError
 */
export async function getChainTime(client: ReadClient): Promise<number> {
  const { timestamp } = await readChain(client, () => getBlock(client, { blockTag: 'latest' }))
  return Number(timestamp)
}
