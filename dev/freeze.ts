import type { ChainClient } from './chains.ts'
import { UnknownChainError } from './errors.ts'
import { alignTime } from './time.ts'

/** Stops and restarts the blocks of single chains: transactions are accepted meanwhile, and none gets a receipt. */
export class Freezer {
  readonly #clients: readonly ChainClient[]
  readonly #blockTime: number | 'auto'
  readonly #frozen = new Set<number>()

  constructor(clients: readonly ChainClient[], blockTime: number | 'auto') {
    this.#clients = clients
    this.#blockTime = blockTime
  }

  /** The chains that make blocks. */
  get running(): ChainClient[] {
    return this.#clients.filter(({ chain }) => !this.#frozen.has(chain.id))
  }

  isFrozen(chainId: number): boolean {
    return this.#frozen.has(chainId)
  }

  /** @throws {@link UnknownChainError} */
  async freeze(chainId: number): Promise<void> {
    const client = this.#client(chainId)
    await client.setIntervalMining({ interval: 0 })
    this.#frozen.add(chainId)
  }

  /**
   * Blocks go on, with what has waited in the first of them; the chain catches up with the time of the others.
   *
   * @throws {@link UnknownChainError}
   */
  async unfreeze(chainId: number): Promise<void> {
    const client = this.#client(chainId)
    this.#frozen.delete(chainId)
    await alignTime(this.running)
    if (this.#blockTime === 'auto') await client.setAutomine(true)
    else await client.setIntervalMining({ interval: this.#blockTime })
  }

  #client(chainId: number): ChainClient {
    const client = this.#clients.find(({ chain }) => chain.id === chainId)
    if (!client) throw new UnknownChainError(chainId)
    return client
  }
}
