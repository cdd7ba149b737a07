// What an account holds, on the networks where it is at home and nowhere else.
import { queryOptions } from '@tanstack/react-query'
import { type Address, erc20Abi, formatUnits } from 'viem'
import { getBalance, readContract } from 'viem/actions'
import type { Network } from './chains.ts'

/** An amount of one kind of money on one network. */
export interface Holding {
  readonly symbol: string
  readonly decimals: number
  readonly amount: bigint
  readonly network: Network
  /** Undefined for ETH. */
  readonly token: Address | undefined
}

/** What was read, and the networks that did not answer. */
export interface Balances {
  readonly holdings: readonly Holding[]
  readonly silent: readonly string[]
}

/** Balances of an account, read again every ten seconds. */
export function balancesQuery(account: Address, networks: readonly Network[]) {
  return queryOptions({
    queryKey: ['balances', account, networks.map(({ chainId }) => chainId)],
    queryFn: () => readBalances(account, networks),
    refetchInterval: 10_000,
  })
}

async function readBalances(account: Address, networks: readonly Network[]): Promise<Balances> {
  const answers = await Promise.all(
    networks.map((network) => readNetwork(account, network).catch(() => ({ silent: network.name }))),
  )
  return {
    holdings: answers.flatMap((answer) => ('silent' in answer ? [] : answer)),
    silent: answers.flatMap((answer) => ('silent' in answer ? [answer.silent] : [])),
  }
}

async function readNetwork(account: Address, network: Network): Promise<Holding[]> {
  const { client, config } = network
  const ether = getBalance(client, { address: account }).then(
    (amount): Holding => ({ symbol: 'ETH', decimals: 18, amount, network, token: undefined }),
  )
  const tokens = config.tokens.map(async ({ symbol, decimals, address }): Promise<Holding> => {
    const amount = await readContract(client, {
      abi: erc20Abi,
      address,
      functionName: 'balanceOf',
      args: [account],
    })
    return { symbol, decimals, amount, network, token: address }
  })
  return Promise.all([...tokens, ether])
}

/** "1,234.5 USDC": all digits that matter, at most `digits` behind the point, never more than there is. */
export function formatAmount(amount: bigint, decimals: number, digits = 6): string {
  const [whole = '0', rest = ''] = formatUnits(amount, decimals).split('.')
  const kept = rest.slice(0, digits).replace(/0+$/, '')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  if (!kept && whole === '0' && amount > 0n) return `<0.${'0'.repeat(digits - 1)}1`
  return kept ? `${grouped}.${kept}` : grouped
}
