// Follows the events of our contracts on every chain, also when a chain takes blocks back. Per chain one process at a time
// has the lease; what it read is stored together with how far it read, so that every event is stored once.
import { randomUUID } from 'node:crypto'
import { and, desc, eq, gt, lte } from 'drizzle-orm'
import type { Logger } from 'pino'
import { ChainRefusedError } from 'sparekey'
import { getBlock } from 'viem/actions'
import { readEvents } from './chainEvents.ts'
import { ask, type Chain } from './chains.ts'
import { type Database, transact } from './db.ts'
import { storeEvents, withdrawEvents } from './eventStore.ts'
import { dropLease, holdsLease, takeLease } from './leases.ts'
import { startLoop } from './loop.ts'
import { keepStartedRequests, readStartedRequests } from './requestsOnChain.ts'
import { checkpoints } from './tables/events.ts'

/** What the indexer works with. */
export interface IndexerParts {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly log: Logger
}

interface Place {
  readonly number: number
  readonly hash: string
}

const POLL = 400
const LARGEST_RANGE = 10_000
/** Ranges with more events are halved. */
const MOST_EVENTS = 1_000
/** How many ends of ranges are kept to measure a reorg by. */
const KEPT = 512

/** Starts a follower per chain. */
export function indexer(parts: IndexerParts): { stop(): Promise<void> } {
  const running = parts.chains.map((chain) => {
    const follower = new Follower(parts, chain)
    const log = parts.log.child({ chainId: chain.chainId })
    const loop = startLoop({ name: 'indexer', log, every: POLL, pass: () => follower.pass() })
    return { follower, loop }
  })
  return {
    async stop() {
      await Promise.all(running.map(({ loop }) => loop.stop()))
      await Promise.all(running.map(({ follower }) => follower.release()))
    },
  }
}

/** Follows one chain. */
export class Follower {
  readonly #db: Database
  readonly #chain: Chain
  readonly #log: Logger
  readonly #job: string
  readonly #holder = randomUUID()
  #range = LARGEST_RANGE

  constructor({ db, log }: IndexerParts, chain: Chain) {
    this.#db = db
    this.#chain = chain
    this.#log = log.child({ chainId: chain.chainId })
    this.#job = `indexer ${chain.chainId}`
  }

  /** Lets another process go on at once. */
  async release(): Promise<void> {
    await dropLease(this.#db, this.#job, this.#holder).catch(() => {}) // it runs out by itself
  }

  /**
   * Reads one range, or takes back what is no longer part of the chain.
   * @returns whether there is more to read
   * @throws ChainUnavailableError, ChainRefusedError, WrongChainError, and what the database throws
   */
  async pass(): Promise<boolean> {
    if (!(await takeLease(this.#db, this.#job, this.#holder))) return false
    const head = await this.#block()
    const reached = await this.#reached(head.number)
    if (reached && (await this.#hashAt(reached.number)) !== reached.hash) {
      await this.#takeBack(reached.number)
      return true
    }
    const last = await this.#reached()
    // The node is behind what was read before: it has forgotten nothing, it only does not know it yet.
    if (last && last.number >= head.number) return false
    const from = last ? last.number + 1 : this.#start()
    if (from > head.number) return false
    return this.#read(last, from, head)
  }

  async #read(last: Place | undefined, from: number, head: Place): Promise<boolean> {
    const to = Math.min(head.number, from + this.#range - 1)
    const hash = to === head.number ? head.hash : await this.#hashAt(to)
    const found = await this.#events(from, to)
    if (!found || hash === undefined) return true
    const started = await ask(this.#chain, (client) => readStartedRequests(client, this.#db, found))
    // The chain may have changed while it was read: then this pass has read nothing.
    const [hashNow, lastNow] = await Promise.all([this.#hashAt(to), last && this.#hashAt(last.number)])
    const isTorn = found.some(({ blockNumber, blockHash }) => blockNumber === to && blockHash !== hash)
    if (isTorn || hashNow !== hash || lastNow !== last?.hash) return true
    await transact(this.#db, async (tx) => {
      if (!(await holdsLease(tx, this.#job, this.#holder))) return
      await storeEvents(tx, this.#chain.chainId, found)
      await keepStartedRequests(tx, started)
      const chainId = this.#chain.chainId
      await tx.insert(checkpoints).values({ chainId, number: to, hash })
      await tx
        .delete(checkpoints)
        .where(and(eq(checkpoints.chainId, chainId), lte(checkpoints.number, to - KEPT)))
    })
    this.#range = Math.min(LARGEST_RANGE, this.#range * 2)
    return to < head.number
  }

  /** Nodes draw the line for ranges and numbers of logs each elsewhere: a range that is refused, or not answered in time, is halved. */
  async #events(from: number, to: number) {
    try {
      const found = await ask(this.#chain, (client) => readEvents(client, from, to))
      if (found.length <= MOST_EVENTS || to === from) return found
      // In pieces, or the lease would run out over them, and what is told of one waits for all.
      this.#range = Math.floor((to - from + 1) / 2)
      return undefined
    } catch (error) {
      this.#range = Math.max(1, Math.floor((to - from + 1) / 2))
      if (!(error instanceof ChainRefusedError) || to === from) throw error
      this.#log.info({ from, to, range: this.#range }, 'range refused')
      return undefined
    }
  }

  /** Goes back to the last place that is still part of the chain. */
  async #takeBack(from: number): Promise<void> {
    const chainId = this.#chain.chainId
    const places = await this.#db
      .select()
      .from(checkpoints)
      .where(and(eq(checkpoints.chainId, chainId), lte(checkpoints.number, from)))
      .orderBy(desc(checkpoints.number))
    let after = this.#start() - 1
    for (const { number, hash } of places) {
      if ((await this.#hashAt(number)) !== hash) continue
      after = number
      break
    }
    await transact(this.#db, async (tx) => {
      if (!(await holdsLease(tx, this.#job, this.#holder))) return
      await tx.delete(checkpoints).where(and(eq(checkpoints.chainId, chainId), gt(checkpoints.number, after)))
      await withdrawEvents(tx, chainId, after)
    })
    this.#log.warn({ from, after }, 'blocks were taken back')
  }

  /** The last place that was read, or the last one up to a block. */
  async #reached(upTo = Number.MAX_SAFE_INTEGER): Promise<Place | undefined> {
    const [place] = await this.#db
      .select()
      .from(checkpoints)
      .where(and(eq(checkpoints.chainId, this.#chain.chainId), lte(checkpoints.number, upTo)))
      .orderBy(desc(checkpoints.number))
      .limit(1)
    return place
  }

  async #block(): Promise<Place> {
    const { number, hash } = await ask(this.#chain, (client) => getBlock(client, { blockTag: 'latest' }))
    return { number: Number(number), hash }
  }

  /** Undefined where the chain has no such block. */
  async #hashAt(number: number): Promise<string | undefined> {
    return ask(this.#chain, async (client) => {
      try {
        return (await getBlock(client, { blockNumber: BigInt(number) })).hash
      } catch (error) {
        if ((error as Error).name === 'BlockNotFoundError') return undefined
        throw error
      }
    })
  }

  #start(): number {
    return Number(this.#chain.network.fromBlock)
  }
}
