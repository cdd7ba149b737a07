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

/** Limits whose windows are as long; the keys differ. */
export type Stage = readonly Limit[]

type Parts = Pick<Context, 'clock' | 'config' | 'db'>

/**
 * Counts one call.
 * @throws Refusal (rate_limited) when there were more than `perMinute` in this minute
 */
export async function count(context: Parts, key: string, perMinute: number): Promise<void> {
  await countWithin(context, [[{ key, most: perMinute, seconds: MINUTE }]])
}

/**
 * Counts once, stage by stage: what one refuses is not counted by the next ones.
 * @throws Refusal (rate_limited) when it was more often than one of them allows
 */
export async function countWithin(context: Parts, stages: readonly Stage[]): Promise<void> {
  const [over] = await tally(context, stages)
  if (!over) return
  const retryAfter = Math.max(1, Math.ceil((over.resetsAt.getTime() - context.clock.now()) / 1000))
  throw new Refusal('rate_limited', { internal: `limit of ${over.key}`, retryAfter })
}

/** Counts once, as `countWithin`, and tells whether all limits are kept. */
export async function isWithin(context: Parts, stages: readonly Stage[]): Promise<boolean> {
  return (await tally(context, stages)).length === 0
}

interface Counted extends Record<string, unknown> {
  readonly key: string
  readonly resets_at: string | Date
}

/** Counts in one statement, and gives what is exceeded. */
async function tally(
  { clock, config, db }: Parts,
  stages: readonly Stage[],
): Promise<{ key: string; resetsAt: Date }[]> {
  const now = sql`${dateOf(clock).toISOString()}::timestamptz`
  const name = (index: number) => sql.raw(`stage${index}`)
  const most = ([limit]: Stage) => Math.floor((limit?.most ?? 0) * config.rateFactor)
  const counts = stages.map((stage, index) => {
    // Always in the same order: two calls that count the same never wait for each other.
    const rows = stage
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, seconds }) => sql`(${key}, 1, ${dateOf(clock, seconds).toISOString()}::timestamptz)`)
    const before = stages
      .slice(0, index)
      .map((one, at) => sql`select 1 from ${name(at)} where count > ${most(one)}`)
    const isReached =
      before.length > 0 ? sql`where not exists (${sql.join(before, sql` union all `)})` : sql``
    return sql`${name(index)} as (
      insert into ${limits} as had (key, count, resets_at)
      select * from (values ${sql.join(rows, sql`, `)}) as wanted(key, count, resets_at) ${isReached}
      on conflict (key) do update set
        count = case when had.resets_at <= ${now} then 1 else had.count + 1 end,
        resets_at = case when had.resets_at <= ${now} then excluded.resets_at else had.resets_at end
      returning key, count, resets_at)`
  })
  const over = stages.map((one, at) => sql`select key, resets_at from ${name(at)} where count > ${most(one)}`)
  const { rows } = await db.execute<Counted>(
    sql`with ${sql.join(counts, sql`, `)} ${sql.join(over, sql` union all `)}`,
  )
  return rows.map(({ key, resets_at }) => ({ key, resetsAt: new Date(resets_at) }))
}
