// What time it is on the networks. Waiting times are theirs: a network that stands still, or jumps, takes its notices with it.
import type { Logger } from 'pino'
import { getBlock } from 'viem/actions'
import { ask, type Chain } from '../chains.ts'
import type { Clock } from '../clock.ts'
import type { Times } from './stages.ts'

/** Milliseconds for which an answer counts. */
const FRESH = 5_000
/** Seconds by which a network's clock and ours may part without anybody looking again. */
const JUMP = 30

/** The networks' clocks, as they were last asked. */
export class ChainTimes {
  readonly #chains: readonly Chain[]
  readonly #clock: Clock
  readonly #log: Logger
  readonly #ahead = new Map<number, number>()
  #askedAt = Number.NEGATIVE_INFINITY

  constructor({ chains, clock, log }: { chains: readonly Chain[]; clock: Clock; log: Logger }) {
    this.#chains = chains
    this.#clock = clock
    this.#log = log
  }

  /**
   * Asks all networks, unless they were asked a moment ago; one that does not answer is taken to go on as it did.
   * @returns whether one of them has jumped, or was asked for the first time
   */
  async ask(): Promise<boolean> {
    if (Math.abs(this.#clock.now() - this.#askedAt) < FRESH) return false
    this.#askedAt = this.#clock.now()
    const jumps = await Promise.all(this.#chains.map((chain) => this.#askOne(chain)))
    return jumps.includes(true)
  }

  async #askOne(chain: Chain): Promise<boolean> {
    try {
      const { timestamp } = await ask(chain, (client) => getBlock(client, { blockTag: 'latest' }))
      const before = this.#ahead.get(chain.chainId)
      const ahead = Number(timestamp) - this.#clock.now() / 1000
      this.#ahead.set(chain.chainId, ahead)
      return before === undefined || Math.abs(ahead - before) > JUMP
    } catch (error) {
      this.#log.debug({ err: error, chainId: chain.chainId }, 'a network was not asked for its time')
      return false
    }
  }

  /** Unix seconds on a network. */
  readonly now: Times = (chainId) => Math.floor(this.#clock.now() / 1000 + (this.#ahead.get(chainId) ?? 0))
}
