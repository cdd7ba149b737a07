import type { Logger } from 'pino'
import { SparekeyError } from 'sparekey'

const LONGEST_PAUSE = 10_000

/** What a loop does and how often. */
export interface LoopOptions {
  readonly name: string
  readonly log: Logger
  /** Milliseconds between two passes; twice as long after every failure in a row, up to 10 seconds. */
  readonly every: number
  /** One pass; `true` if there is more to do at once. */
  pass(): Promise<boolean>
}

/** Does something again and again until it is stopped; a failure is logged and waited out. */
export function startLoop({ name, log, every, pass }: LoopOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  async function run(): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      let hasMore = false
      try {
        hasMore = await pass()
        failures = 0
      } catch (error) {
        failures++
        const code = error instanceof SparekeyError ? error.code : 'internal'
        log.warn({ err: error, code, failures }, `${name} waits`)
      }
      if (!hasMore) await pause(Math.min(every * 2 ** failures, LONGEST_PAUSE), signal)
    }
  }
  const running = run()
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, milliseconds)
    signal.addEventListener('abort', over)
  })
}
