import type { PartExitedError } from './errors.ts'
import type { Part } from './parts/process.ts'

/** All parts that were ever started, so that none is forgotten when the start of another fails. */
export class Crew {
  readonly parts: Part[] = []
  /** Resolves when the first part ends by itself. */
  readonly failure: Promise<PartExitedError>
  #failed: (error: PartExitedError) => void = () => {}
  readonly #abort = new AbortController()
  readonly #starting = new Set<Promise<unknown>>()
  #stopped: Promise<void> | undefined

  constructor() {
    this.failure = new Promise((resolve) => {
      this.#failed = resolve
    })
  }

  /** Starts a part unless the start was given up. */
  async add<P extends Part>(start: (signal: AbortSignal) => Promise<P>): Promise<P> {
    const starting = start(this.#abort.signal).then((part) => {
      this.parts.push(part)
      part.failure.then(this.#failed)
      return part
    })
    this.#starting.add(starting)
    return starting
  }

  /** Work that is no part, but that a start waits for and a stop gives up. */
  watch<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const working = work(this.#abort.signal)
    this.#starting.add(working)
    return working
  }

  /** Stops one part alone. */
  async remove(part: Part): Promise<void> {
    this.parts.splice(this.parts.indexOf(part), 1)
    await part.stop()
  }

  giveUp(): void {
    this.#abort.abort()
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll()
    return this.#stopped
  }

  async #stopAll(): Promise<void> {
    this.giveUp()
    await Promise.allSettled(this.#starting)
    const failures: unknown[] = []
    // Whoever asks stops before whoever is asked: one whose chain is gone would wait for it.
    for (const group of [isOutside, isBundler, () => true])
      for (const result of await Promise.allSettled(this.parts.filter(group).map((part) => part.stop())))
        if (result.status === 'rejected') failures.push(result.reason)
    if (failures.length > 0) throw failures[0]
  }
}

/** Whether a part runs in the chains' time. */
export function hasShiftedClock(part: Part): boolean {
  return isBundler(part) || ['server', 'issuer', 'mail'].includes(part.name)
}

function isBundler(part: Part): boolean {
  return part.name.startsWith('bundler')
}

function isOutside({ name }: Part): boolean {
  return !name.startsWith('bundler') && !name.startsWith('chain')
}
