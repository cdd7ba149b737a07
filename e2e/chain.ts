// What the chains say, asked without the app: every assertion reads both.
import { getAccountState, getRecovery, isOwner, type Request } from 'sparekey'
import { type Address, createPublicClient, erc20Abi, type Hex, http } from 'viem'
import { expect, inject } from 'vitest'
import { chainClient, localChain } from '../dev/chains.ts'
import { tokenArtifacts } from '../dev/tokens.ts'

export const chains = inject('chains').map(({ chainId, rpcUrl }) => {
  const chain = localChain(chainId, rpcUrl)
  return Object.assign(createPublicClient({ chain, transport: http(rpcUrl), cacheTime: 0 }), { chain })
})

const onAll = <T>(ask: (client: (typeof chains)[number]) => Promise<T>): Promise<T[]> =>
  Promise.all(chains.map(ask))

/** Whether a passkey owns an account, chain by chain. */
export const owned = (account: Address, signer: Hex): Promise<boolean[]> =>
  onAll((client) => isOwner(client, { account, signer }))

/** How many times the owners of an account were replaced, and what else stands in its record. */
export const states = (account: Address) => onAll((client) => getAccountState(client, { account }))

/** What has become of a recovery, chain by chain. */
export const recoveries = (account: Address, requestHash: Hex) =>
  onAll((client) => getRecovery(client, { account, requestHash }).then(({ state }) => state))

/** Seconds until a recovery is ready, chain by chain. */
export const waits = (account: Address, requestHash: Hex) =>
  onAll(async (client) => {
    const [{ ready }, { timestamp }] = await Promise.all([
      getRecovery(client, { account, requestHash }),
      client.getBlock(),
    ])
    return ready - Number(timestamp)
  })

/** Units of demo USDC, chain by chain. */
export const usdc = (account: Address) =>
  onAll((client) =>
    client.readContract({
      abi: erc20Abi,
      address: tokenArtifacts.USDC.address,
      functionName: 'balanceOf',
      args: [account],
    }),
  )

/** Wei of an account, chain by chain. */
export const balances = (account: Address) => onAll((client) => client.getBalance({ address: account }))

/** Takes all ETH away from an account. */
export async function takeEther(account: Address): Promise<void> {
  for (const { chainId, rpcUrl } of inject('chains'))
    await chainClient(localChain(chainId, rpcUrl)).setBalance({ address: account, value: 0n })
}

/** Waits until both chains say so. */
export async function eventually<T>(ask: () => Promise<T>, expected: T, timeout = 20_000): Promise<void> {
  await expect.poll(ask, { timeout, interval: 250 }).toEqual(expected)
}

/** The address of a name. */
export async function addressOf(name: string): Promise<Address> {
  const response = await fetch(`${inject('url')}/api/accounts/${name}`)
  expect(response.status, `account ${name}`).toBe(200)
  return ((await response.json()) as { address: Address }).address
}

/** A gathered request, as the server has it. */
export async function gathered(hash: Hex): Promise<{ request: Request }> {
  return (await fetch(`${inject('url')}/api/requests/${hash}`)).json() as Promise<{ request: Request }>
}

/** The dev bar, without a browser: moves time on both chains, freezes one, stops the server. */
export async function dev(what: 'skip' | 'freeze' | 'server', body: object): Promise<void> {
  const response = await fetch(`${inject('url')}/dev/api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, what).toBe(200)
}
