// When a lock ends: after one of a few usual times, or at a moment that is typed.

/** How long a lock lasts: days, or `custom` for a moment of one's own. */
export type LockLength = '1' | '3' | '7' | '14' | '30' | 'custom'

/** Those to choose from. Every lock ends: whoever still needs it makes it longer. */
export const lockLengths: readonly { readonly value: LockLength; readonly title: string }[] = [
  { value: '1', title: '1 day' },
  { value: '3', title: '3 days' },
  { value: '7', title: '7 days' },
  { value: '14', title: '14 days' },
  { value: '30', title: '30 days' },
  { value: 'custom', title: 'A time of my own' },
]

/** Milliseconds at which the lock ends; undefined while nothing usable is typed. @param typed `2026-11-23T14:05`, local */
export function lockEnd(length: LockLength, typed: string, now: number): number | undefined {
  // A little less than whole days: the longest one must not be too long when it arrives.
  if (length !== 'custom') return now + Number(length) * 86_400_000 - 60_000
  const end = new Date(typed).getTime()
  return Number.isFinite(end) ? end : undefined
}

/** What is wrong with an end, in a sentence; undefined if nothing is. */
export function lockEndProblem(end: number | undefined, limits: LockLimits): string | undefined {
  const { now, after, most } = limits
  if (end === undefined) return 'Say when it ends.'
  if (end <= now) return 'This is over already. Choose a later time.'
  if (end <= after) return 'The account is locked for longer already. Choose a later time.'
  if (end > now + most * 1000)
    return `A lock lasts at most ${most / 86_400} days. You can make it longer then.`
  return undefined
}

/** Milliseconds, and seconds that a lock lasts at most. */
export interface LockLimits {
  readonly now: number
  /** End of the lock that is there. */
  readonly after: number
  readonly most: number
}
