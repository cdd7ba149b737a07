/** Wall-clock time in milliseconds: the only place in dev/ that reads it. */
export function now(): number {
  return Date.now()
}

/** Milliseconds since this process started. */
export function sinceStart(): number {
  return Math.round(performance.now())
}

/** Resolves after `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
