// The relayer: brings what is queued onto the chains, each chain by itself. Its key pays gas and holds no role.
//
// Per chain one process at a time has the lease and sends one transaction after the other. A transaction is signed and
// stored before it is sent: after a crash at any point whoever goes on sends the very same bytes again. What counts in the
// end is what the chain says, never what a node answered to the sending.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { getBlock, getTransactionCount } from 'viem/actions'
import { ask, type Chain } from './chains.ts'
import { type Clock, dateOf } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db.ts'
import { dropLease, takeLease } from './leases.ts'
import { startLoop } from './loop.ts'
import { type Head, type LaneParts, Sender } from './sender.ts'
import { dueSubmissions, hasWork, sentSubmissions } from './submissions.ts'

/** What the relayer spends per day at most. */
export interface RelayerLimits {
  /** Gas and transactions for one account on one chain. */
  readonly account: { readonly gas: number; readonly count: number }
  /** Gas and transactions for one peer on one chain. */
  readonly peer: { readonly gas: number; readonly count: number }
  /** Gas on one chain; beyond it nothing but cancellations is sent. */
  readonly chainGas: number
}

/** Enough for a person who tries often, too little for one who wants to waste. */
export const relayerLimits: RelayerLimits = {
  account: { gas: 12_000_000, count: 24 },
  peer: { gas: 40_000_000, count: 100 },
  chainGas: 2_000_000_000,
}

/** The usual limits, as often as the configuration says. */
function timesFactor({ rateFactor }: Pick<Config, 'rateFactor'>): RelayerLimits {
  const times = (limit: number) => Math.ceil(limit * rateFactor)
  const both = ({ gas, count }: { gas: number; count: number }) => ({ gas: times(gas), count: times(count) })
  const { account, peer, chainGas } = relayerLimits
  return { account: both(account), peer: both(peer), chainGas: times(chainGas) }
}

/** What the relayer works with. */
export interface RelayerParts {
  readonly db: Database
  readonly clock: Clock
  readonly chains: readonly Chain[]
  readonly log: Logger
  readonly config: Pick<Config, 'rateFactor'>
  /** Other limits than the usual ones. */
  readonly limits?: RelayerLimits
}

const POLL = 200
/** Milliseconds between looks at the clock of a chain on which something waits. */
const CLOCK_POLL = 1_000
/** Transactions that may be under way on a chain at once. */
const AT_ONCE = 16

/** Starts a lane per chain. */
export function relayer(parts: RelayerParts): { stop(): Promise<void> } {
  const lanes = parts.chains.map((chain) => new Lane(parts, chain))
  for (const lane of lanes) lane.start()
  return {
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
  }
}

/** The work on one chain. */
export class Lane {
  readonly #parts: LaneParts
  readonly #sender: Sender
  readonly #job: string
  readonly #holder = randomUUID()
  #loop: { stop(): Promise<void> } | undefined
  #isStopping = false
  #clockReadAt = Number.NEGATIVE_INFINITY

  constructor(parts: RelayerParts, chain: Chain) {
    this.#job = `relayer ${chain.chainId}`
    const log = parts.log.child({ chainId: chain.chainId })
    const limits = parts.limits ?? timesFactor(parts.config)
    this.#parts = { ...parts, log, limits, chain, job: this.#job, holder: this.#holder }
    this.#sender = new Sender(this.#parts)
  }

  start(): void {
    const { log } = this.#parts
    const pass = async () => {
      await this.pass()
      return false
    }
    this.#loop = startLoop({ name: 'relayer', log, every: POLL, pass })
  }

  /** Ends it after the step under way; what is queued stays queued. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#loop?.stop()
    await dropLease(this.#parts.db, this.#job, this.#holder).catch(() => {}) // it runs out by itself
  }

  /**
   * Looks after everything once.
   * @throws ChainUnavailableError, ChainRefusedError, WrongChainError, and what the database throws
   */
  async pass(): Promise<void> {
    const { db, clock, chain } = this.#parts
    const readsClock = clock.now() - this.#clockReadAt >= CLOCK_POLL
    if (!(await hasWork(db, chain.chainId, dateOf(clock), readsClock))) return
    if (!(await takeLease(db, this.#job, this.#holder))) return
    if (readsClock) this.#clockReadAt = clock.now()
    const head = await this.#head()
    const sent = await sentSubmissions(db, chain.chainId)
    let nonce = Math.max(head.nonce, ...sent.map((row) => (row.nonce ?? -1) + 1))
    for (const row of sent) {
      if (this.#isStopping) return
      await this.#sender.follow(row, head)
    }
    const limit = AT_ONCE - sent.length
    const { chainTime } = head
    const due = limit > 0 ? await dueSubmissions(db, { ...chain, now: dateOf(clock), chainTime, limit }) : []
    for (const row of due) {
      if (this.#isStopping || !(await takeLease(db, this.#job, this.#holder))) return
      if (await this.#sender.send(row, { ...head, nonce })) nonce++
    }
  }

  async #head(): Promise<Head> {
    const { chain } = this.#parts
    const { account } = chain.client
    const [block, nonce] = await ask(chain, (client) =>
      Promise.all([
        getBlock(client, { blockTag: 'latest' }),
        getTransactionCount(client, { address: account.address, blockTag: 'latest' }),
      ]),
    )
    return { number: Number(block.number), chainTime: Number(block.timestamp), nonce }
  }
}
