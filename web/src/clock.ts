import { useEffect, useState } from 'react'

/** The browser's clock in milliseconds; the only place that reads it. */
export function now(): number {
  return Date.now()
}

/** The browser's clock, again every `interval` milliseconds; what is shown of it must come from differences. */
export function useNow(interval = 1000): number {
  const [time, setTime] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), interval)
    return () => clearInterval(timer)
  }, [interval])
  return time
}

/** A chain's clock as it was read: what the browser's clock said at that moment. */
export interface ChainClock {
  /** Unix seconds of the chain. */
  readonly chainNow: number
  /** Milliseconds of the browser when that was read. */
  readonly readAt: number
}

/** A moment of a chain in the browser's milliseconds: shown = now + (moment − chainNow). */
export function toBrowserTime(moment: number, clock: ChainClock): number {
  return clock.readAt + (moment - clock.chainNow) * 1000
}
