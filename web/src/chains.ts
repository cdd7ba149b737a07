// The networks as the browser asks them. Only routes that read or write chains import this: viem is most of its weight.
import type { ReadClient } from 'sparekey'
import type { NetworkConfig } from 'sparekey/schema'
import { createClient, defineChain, http } from 'viem'
import { type BundlerClient, createBundlerClient } from 'viem/account-abstraction'

/** One network: its configuration, a client that reads it and one that has operations carried out. */
export interface Network {
  readonly config: NetworkConfig
  readonly chainId: number
  readonly name: string
  readonly client: ReadClient
  readonly bundler: BundlerClient & { readonly client: ReadClient }
}

/** Milliseconds after which a network counts as silent. */
const timeout = 8_000
const made = new WeakMap<readonly NetworkConfig[], readonly Network[]>()

/** The configured networks, made once per configuration. */
export function networksOf(config: { readonly networks: readonly NetworkConfig[] }): readonly Network[] {
  const known = made.get(config.networks)
  if (known) return known
  const networks = config.networks.map(toNetwork)
  made.set(config.networks, networks)
  return networks
}

/** Clients alone, as the SDK's reading actions take them. */
export function clientsOf(networks: readonly Network[]): readonly ReadClient[] {
  return networks.map(({ client }) => client)
}

function toNetwork(config: NetworkConfig): Network {
  const chain = defineChain({
    id: config.chainId,
    name: config.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [config.rpcUrl] } },
  })
  const client = createClient({
    chain,
    transport: http(config.rpcUrl, { timeout, retryCount: 1 }),
    // What is asked together is answered from one block: a network never seems to contradict itself for a moment.
    batch: { multicall: { deployless: true } },
    pollingInterval: 1_000,
  })
  const bundler = createBundlerClient({
    chain,
    client,
    transport: http(config.bundlerUrl, { timeout: timeout * 2, retryCount: 1 }),
    pollingInterval: 500,
  }) as BundlerClient & { readonly client: ReadClient }
  return { config, chainId: config.chainId, name: config.name, client, bundler }
}
