// The chains that this server serves: one viem client each, whose account is the relayer's.
import { onEachChain, type PerChain, requireChain, toChainError, type WriteClient } from 'sparekey'
import type { NetworkConfig } from 'sparekey/schema'
import { createClient, defineChain, http, type LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Config } from './config.ts'

/** A client whose account signs in this process: the relayer's key never leaves it. */
export type RelayerClient = WriteClient & { readonly account: LocalAccount }

/** A network and the client that reads it and sends the relayer's transactions there. */
export interface Chain {
  readonly chainId: number
  readonly network: NetworkConfig
  readonly client: RelayerClient
}

/** Milliseconds after which a node that does not answer counts as down. */
const REQUEST_TIMEOUT = 4_000

/** Clients of all configured networks; nothing is asked yet, and whoever asks knows what may be asked again. */
export function chainsOf(
  { networks, relayerKey }: Pick<Config, 'networks' | 'relayerKey'>,
  timeout = REQUEST_TIMEOUT,
): readonly Chain[] {
  const account = privateKeyToAccount(relayerKey.reveal())
  return networks.map((network) => ({
    chainId: network.chainId,
    network,
    client: createClient({
      account,
      chain: defineChain({
        id: network.chainId,
        name: network.name,
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
        rpcUrls: { default: { http: [network.rpcUrl] } },
      }),
      transport: http(network.rpcUrl, { retryCount: 0, timeout }),
      cacheTime: 0,
    }),
  }))
}

/**
 * Asks one chain, and makes sure that its node serves that chain: what another chain says is no answer.
 * @throws WrongChainError, ChainUnavailableError, ChainRefusedError, ContractError
 */
export async function ask<T>(
  { client, chainId }: Pick<Chain, 'client' | 'chainId'>,
  question: (client: RelayerClient) => Promise<T>,
): Promise<T> {
  try {
    const [answer] = await Promise.all([question(client), requireChain(client)])
    return answer
  } catch (error) {
    throw toChainError(error, chainId)
  }
}

/** Asks several chains at once; one that is down, or another one than it should be, is an `error` among the answers. */
export function askEach<T>(
  chains: readonly Chain[],
  question: (client: RelayerClient) => Promise<T>,
): Promise<PerChain<T>[]> {
  return onEachChain(
    chains.map(({ client }) => client),
    (client) => ask({ client, chainId: client.chain.id }, question),
  )
}
