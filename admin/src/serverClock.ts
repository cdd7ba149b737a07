// Moments of the dashboard are the server's. Its clock is compared with this browser's at every answer.
import { now, useNow } from '../../web/src/clock.ts'

/** The header counts seconds and answers take a while: less than this is no difference. */
const tolerance = 5_000
let ahead = 0

/** Remembers what the server's clock said just now. @param date the header of its answer */
export function noteServerTime(date: string | null, browserNow = now()): void {
  const difference = date === null ? Number.NaN : Date.parse(date) - browserNow
  if (Number.isFinite(difference)) ahead = Math.abs(difference) < tolerance ? 0 : difference
}

/** The server's clock in milliseconds, as far as it is known. */
export function serverNow(browserNow = now()): number {
  return browserNow + ahead
}

/** The same, again every `interval` milliseconds. */
export function useServerNow(interval?: number): number {
  return serverNow(useNow(interval))
}
