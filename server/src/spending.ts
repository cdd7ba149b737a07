// What the relayer may spend per day on one account, for one peer and on one chain. One conditional statement per subject,
// so that processes that share a database share the limits too.
import { sql } from 'drizzle-orm'
import type { Database } from './db.ts'
import { spending } from './tables/submissions.ts'

/** A limit per day. */
export interface DailyLimit {
  readonly subject: string
  readonly gas: number
  readonly count: number
}

/** Sets gas aside under all limits; false if one is reached: then the caller's transaction must be rolled back. */
export async function spend(
  tx: Database,
  day: string,
  gas: number,
  limits: readonly DailyLimit[],
): Promise<boolean> {
  for (const limit of limits) {
    if (gas > limit.gas || limit.count < 1) return false
    const spent = await tx
      .insert(spending)
      .values({ day, subject: limit.subject, gas, count: 1 })
      .onConflictDoUpdate({
        target: [spending.day, spending.subject],
        set: { gas: sql`${spending.gas} + excluded.gas`, count: sql`${spending.count} + 1` },
        setWhere: sql`${spending.gas} + excluded.gas <= ${limit.gas} and ${spending.count} < ${limit.count}`,
      })
      .returning({ subject: spending.subject })
    if (spent.length === 0) return false
  }
  return true
}
