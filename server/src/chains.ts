// The chains that this server serves: one viem client each, whose account is the relayer's.
import { onEachChain, type PerChain, requireChain, toChainError, type WriteClient } from 'sparekey'
import { createWalletClient, defineChain, http, type LocalAccount } from 'viem'

/** What the configuration says of a chain. */
export interface ChainSettings {
  readonly chainId: number
  readonly name: string
  readonly rpcUrl: string
  /** First block with events of ours. */
  readonly fromBlock: bigint
}

/** A client whose account signs in this process: the relayer's key never leaves it. */
export type RelayerClient = WriteClient & { readonly account: LocalAccount }

/** One chain of this server. */
export interface ServerChain extends ChainSettings {
  readonly client: RelayerClient
  /** Milliseconds of the server's clock at which it last answered as the right chain; undefined if it never did. */
  lastAnswer: number | undefined
}

/** How chains are opened. */
export interface ChainOptions {
  readonly account: LocalAccount
  /** Milliseconds after which a node that does not answer counts as down. */
  readonly timeout?: number
}

/** A client per chain. Nothing is asked yet: a chain that is down must not keep the server from starting. */
export function openChains(settings: readonly ChainSettings[], options: ChainOptions): ServerChain[] {
  return settings.map((one) => ({ ...one, client: openClient(one, options), lastAnswer: undefined }))
}

// Failed requests are repeated by whoever knows whether they still matter, never here.
function openClient(
  { chainId, name, rpcUrl }: ChainSettings,
  { account, timeout = 5_000 }: ChainOptions,
): RelayerClient {
  const chain = defineChain({
    id: chainId,
    name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const transport = http(rpcUrl, { retryCount: 0, timeout })
  return createWalletClient({ account, chain, transport, cacheTime: 0 }) as RelayerClient
}

/**
 * Asks one chain, and makes sure that its node serves that chain: what another chain says is no answer.
 * @throws WrongChainError, ChainUnavailableError, ChainRefusedError, ContractError and what `question` throws
 */
export async function ask<T>(
  chain: ServerChain,
  question: (client: RelayerClient) => Promise<T>,
  now?: number,
): Promise<T> {
  try {
    const [answer] = await Promise.all([question(chain.client), requireChain(chain.client)])
    if (now !== undefined) chain.lastAnswer = now
    return answer
  } catch (error) {
    throw toChainError(error, chain.chainId)
  }
}

/** Asks several chains at once; one that is down is an `error` among the answers. */
export function askEach<T>(
  chains: readonly ServerChain[],
  question: (client: RelayerClient) => Promise<T>,
): Promise<PerChain<T>[]> {
  return onEachChain(
    chains.map(({ client }) => client),
    async (client) => {
      const [answer] = await Promise.all([question(client), requireChain(client)])
      return answer
    },
  )
}
