// Limits are counted in the database by one statement, so that they hold for all processes together, over restarts, and for
// calls at the same moment (S-05).
import { sql } from 'drizzle-orm'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'
import { limits } from './tables/limits.ts'

const WINDOW = 60

/**
 * Counts one call.
 * @throws Refusal (rate_limited) when there were more than `perMinute` in this minute
 */
export async function count({ clock, config, db }: Context, key: string, perMinute: number): Promise<void> {
  const now = dateOf(clock)
  const fresh = sql`${limits.resetsAt} <= ${now.toISOString()}::timestamptz`
  const [row] = await db
    .insert(limits)
    .values({ key, count: 1, resetsAt: dateOf(clock, WINDOW) })
    .onConflictDoUpdate({
      target: limits.key,
      set: {
        count: sql`case when ${fresh} then 1 else ${limits.count} + 1 end`,
        resetsAt: sql`case when ${fresh} then excluded.resets_at else ${limits.resetsAt} end`,
      },
    })
    .returning()
  if (!row || row.count <= perMinute * config.rateFactor) return
  const retryAfter = Math.max(1, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 1000))
  throw new Refusal('rate_limited', { internal: `limit of ${key}`, retryAfter })
}
