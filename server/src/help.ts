// Whether the server helps an account with a recovery: the operator can say no for all, for one, or lock one for a time. What
// guardians and chains do without the server is not touched by any of it, and neither is what an owner does to stop a recovery.
import { and, eq, gt, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Clock, dateOf } from './clock.ts'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { accountLocks, accountRecovery, settings } from './tables/settings.ts'

/** Why an account is not helped. */
export type NoHelp = 'account_locked' | 'recovery_off'

/**
 * Called before anything is done for a recovery, never for a cancellation.
 * @throws Refusal (account_locked, recovery_off)
 */
export async function requireHelp(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  account: string,
): Promise<void> {
  const why = await whyNoHelp(db, account, clock)
  if (why) throw new Refusal(why)
}

/** Why an account gets no help now; nothing if it does. */
export async function whyNoHelp(db: Database, account: string, clock: Clock): Promise<NoHelp | undefined> {
  const address = account.toLowerCase()
  const { rows } = await db.execute<{ locked: boolean; mode: string | null; own: string | null }>(sql`select
    exists(${lockOf(db, sql`${address}`, dateOf(clock))}) as locked,
    (select ${settings.recovery} ->> 'mode' from ${settings}) as mode,
    (select ${accountRecovery.recovery} from ${accountRecovery} where ${eq(accountRecovery.account, address)}) as own`)
  const [found] = rows
  if (found?.locked) return 'account_locked'
  const isOn = found?.mode === 'on-request' ? found.own === 'on' : found?.own !== 'off'
  return found?.mode === 'off' || !isOn ? 'recovery_off' : undefined
}

/** The same as a condition on rows of work, for many accounts at once. */
export function isHelped(db: Database, account: SQLWrapper, now: Date): SQL {
  const own = sql`(select ${accountRecovery.recovery} from ${accountRecovery} where ${accountRecovery.account} = ${account})`
  return sql`not exists(${lockOf(db, account, now)}) and case
    (select ${settings.recovery} ->> 'mode' from ${settings})
    when 'off' then false
    when 'on-request' then coalesce(${own} = 'on', false)
    else coalesce(${own} <> 'off', true) end`
}

const lockOf = (db: Database, account: SQLWrapper, now: Date) =>
  db
    .select({ id: accountLocks.id })
    .from(accountLocks)
    .where(and(sql`${accountLocks.account} = ${account}`, gt(accountLocks.until, now)))
