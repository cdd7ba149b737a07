import { type Chain, createTestClient, defineChain, http, publicActions, walletActions } from 'viem'

/** A local chain as viem knows it. */
export function localChain(id: number, rpcUrl: string): Chain {
  return defineChain({
    id,
    name: `Local ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: true,
  })
}

/**
 * A client with public, wallet and test actions for a local chain. It does not repeat failed requests: on this machine
 * a failed request is a defect that a repetition would hide.
 */
export function chainClient(chain: Chain) {
  return createTestClient({
    mode: 'anvil',
    chain,
    transport: http(undefined, { retryCount: 0 }),
    pollingInterval: 50,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}

/** What {@link chainClient} returns. */
export type ChainClient = ReturnType<typeof chainClient>
