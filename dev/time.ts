import { numberToHex } from 'viem'
import type { ChainClient } from './chains.ts'
import { now } from './clock.ts'
import { TimeSkipError } from './errors.ts'

/**
 * Moves all chains together: each mines one block, and these have the same timestamp, `seconds` after the latest of
 * them before. Time goes on from there.
 *
 * @returns the new chain time in seconds since 1970.
 * @throws {@link TimeSkipError}
 */
export async function skipTime(clients: ChainClient[], seconds: number): Promise<number> {
  if (!Number.isInteger(seconds) || seconds < 1) throw new TimeSkipError(seconds)
  const latest = await latestTime(clients)
  await mineAt(clients, latest + seconds)
  return latest + seconds
}

/**
 * Brings all chains to one time, the latest of theirs and of this machine's clock. A restarted anvil falls back to the
 * machine's clock, so without this a restart after a time skip would turn waiting times back.
 */
export async function alignTime(clients: ChainClient[]): Promise<number> {
  const time = Math.max((await latestTime(clients)) + 1, Math.floor(now() / 1000))
  await mineAt(clients, time)
  return time
}

async function latestTime(clients: ChainClient[]): Promise<number> {
  const blocks = await Promise.all(clients.map((client) => client.getBlock({ blockTag: 'latest' })))
  return Math.max(0, ...blocks.map((block) => Number(block.timestamp)))
}

async function mineAt(clients: ChainClient[], timestamp: number): Promise<void> {
  // One request that sets the time and mines: with two, a block of the 1 s rhythm could come between them.
  type MineAt = { Parameters: [{ timestamp: `0x${string}` }]; ReturnType: string }
  await Promise.all(
    clients.map((client) =>
      client.request<MineAt>({ method: 'evm_mine', params: [{ timestamp: numberToHex(timestamp) }] }),
    ),
  )
}
