import { addresses } from 'sparekey'
import { parseAbiItem, parseEther } from 'viem'
import type { ChainClient } from './chains.ts'
import { sleep } from './clock.ts'
import { type Amounts, fund } from './faucet.ts'

const created = parseAbiItem(
  'event AccountCreated(address indexed account, bytes32 x, bytes32 y, bytes32 salt)',
)

/** What every new account gets on each chain: enough to try everything. */
const welcomeGift: Required<Amounts> = { eth: parseEther('1'), usdc: 100_000_000n, usdt: 100_000_000n }

const pollMs = 250

/** Gives new accounts money on every chain, until it is stopped. */
export function fundNewAccounts(clients: readonly ChainClient[]): { stop(): Promise<void> } {
  let isStopped = false
  const followers = clients.map(async (client) => {
    let next = await client.getBlockNumber()
    while (!isStopped) {
      // A chain that is frozen or being stopped does not answer as it should: asked again a moment later.
      next = await fundFrom(client, next).catch(() => next)
      await sleep(pollMs)
    }
  })
  return {
    async stop() {
      isStopped = true
      await Promise.allSettled(followers)
    },
  }
}

/** Funds those created from block `from` on; returns the block to go on from. */
async function fundFrom(client: ChainClient, from: bigint): Promise<bigint> {
  const latest = await client.getBlockNumber()
  if (latest < from) return from
  const logs = await client.getLogs({
    address: addresses.accountFactory,
    event: created,
    fromBlock: from,
    toBlock: latest,
  })
  const accounts = logs.flatMap(({ args }) => args.account ?? [])
  // Not waited for, and given once: a chain that is frozen just now mines it later.
  for (const account of accounts) fund(client, account, welcomeGift).catch(() => {})
  return latest + 1n
}
