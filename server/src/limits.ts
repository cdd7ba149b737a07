// Limits are counted in the database by one statement, so that they hold for all processes together, over restarts, and for
// calls at the same moment (S-05).
import { sql } from 'drizzle-orm'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'
import { limits } from './tables/limits.ts'

const MINUTE = 60

/** How often something may be, within a window that begins with the first time. */
export interface Limit {
  /** What is counted, and for whom. */
  readonly key: string
  readonly most: number
  /** The window. */
  readonly seconds: number
}

type Parts = Pick<Context, 'clock' | 'config' | 'db'>

/**
 * Counts one call.
 * @throws Refusal (rate_limited) when there were more than `perMinute` in this minute
 */
export async function count(context: Parts, key: string, perMinute: number): Promise<void> {
  await countWithin(context, { key, most: perMinute, seconds: MINUTE })
}

/**
 * Counts once.
 * @throws Refusal (rate_limited) when it was more often than that
 */
export async function countWithin(context: Parts, limit: Limit): Promise<void> {
  const [over] = await tally(context, [limit])
  if (!over) return
  const retryAfter = Math.max(1, Math.ceil((over.resetsAt.getTime() - context.clock.now()) / 1000))
  throw new Refusal('rate_limited', { internal: `limit of ${limit.key}`, retryAfter })
}

/** Counts once for several limits, whose keys differ, and tells whether all of them are kept. */
export async function isWithin(context: Parts, all: readonly Limit[]): Promise<boolean> {
  return (await tally(context, all)).length === 0
}

/** Counts for each, and gives those that are exceeded. */
async function tally({ clock, config, db }: Parts, all: readonly Limit[]) {
  const now = dateOf(clock)
  const fresh = sql`${limits.resetsAt} <= ${now.toISOString()}::timestamptz`
  // Always in the same order: two calls that count the same never wait for each other.
  const sorted = all.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const rows = await db
    .insert(limits)
    .values(sorted.map(({ key, seconds }) => ({ key, count: 1, resetsAt: dateOf(clock, seconds) })))
    .onConflictDoUpdate({
      target: limits.key,
      set: {
        count: sql`case when ${fresh} then 1 else ${limits.count} + 1 end`,
        resetsAt: sql`case when ${fresh} then excluded.resets_at else ${limits.resetsAt} end`,
      },
    })
    .returning()
  const most = new Map(all.map((limit) => [limit.key, limit.most * config.rateFactor]))
  return rows.filter((row) => row.count > (most.get(row.key) ?? 0))
}
