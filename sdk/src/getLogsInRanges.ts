import { type Address, formatLog, type Hex, type Log } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { readChain } from './read.ts'
import type { ReadClient } from './write.ts'

/** Below this many blocks a refusal is the node's fault, not the range's. */
const smallestRange = 128n

/** Which logs are meant. */
export interface LogFilter {
  readonly address: Address
  readonly topics: readonly (Hex | null)[]
  /** First block to look at; 0 by default. */
  readonly fromBlock?: bigint
}

/**
 * All logs of a filter up to the latest block, oldest first. Many nodes refuse long ranges and each draws the line
 * elsewhere: a range that is refused is halved.
 * @throws ChainUnavailableError
 */
export async function getLogsInRanges(client: ReadClient, filter: LogFilter): Promise<Log[]> {
  const latest = await readChain(client, () => getBlockNumber(client, { cacheTime: 0 }))
  const from = filter.fromBlock ?? 0n
  return from > latest ? [] : getRange(client, filter, from, latest)
}

async function getRange(client: ReadClient, filter: LogFilter, from: bigint, to: bigint): Promise<Log[]> {
  try {
    return await readChain(client, () => request(client, filter, from, to))
  } catch (error) {
    if (to - from < smallestRange) throw error
    const middle = from + (to - from) / 2n
    // One after the other: a node that refuses long ranges does not like many at once either.
    const first = await getRange(client, filter, from, middle)
    return [...first, ...(await getRange(client, filter, middle + 1n, to))]
  }
}

async function request(client: ReadClient, filter: LogFilter, from: bigint, to: bigint): Promise<Log[]> {
  const { address, topics } = filter
  const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` } as const
  const logs = await client.request({
    method: 'eth_getLogs',
    params: [{ address, topics: topics as Hex[], ...range }],
  })
  return logs.map((log) => formatLog(log))
}
