// Locking an account: conditional statements alone decide, so that of two at once one is the last. Whatever a lock stops is
// in `lockEffects`; it is asked for in help.ts, and nowhere on the way of a cancellation.
import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm'
import { type LockJson, MAX_LOCK } from 'sparekey/admin-schema'
import type { Hex } from 'viem'
import { type Clock, dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { tellOperator } from '../operatorWebhook.ts'
import { randomToken } from '../random.ts'
import { endSessionsOf } from '../sessions.ts'
import { accountLocks } from '../tables/settings.ts'
import { record } from './audit.ts'

/** A lock that is asked for. */
export interface NewLock {
  readonly account: Hex
  readonly reason: string
  readonly until: Date
  /** Name of the operator. */
  readonly by: string
}

type Parts = Pick<Context, 'clock' | 'config' | 'queue'>

/**
 * Locks an account, or prolongs its lock, and signs everybody out of it.
 * @throws Refusal (lock_time, lock_shorter)
 */
export async function lockAccount(tx: Database, context: Parts, lock: NewLock): Promise<LockJson> {
  const { account, reason, until, by } = lock
  const { clock } = context
  const now = dateOf(clock)
  if (until <= now || until > dateOf(clock, MAX_LOCK)) throw new Refusal('lock_time')
  const values = { id: randomToken(), reason, lockedBy: by, lockedAt: now, until }
  const [row] = await tx
    .insert(accountLocks)
    .values({ ...values, account })
    .onConflictDoUpdate({
      target: accountLocks.account,
      set: values,
      setWhere: sql`${or(lte(accountLocks.until, now), lt(accountLocks.until, until))}`,
    })
    .returning()
  if (!row) throw new Refusal('lock_shorter')
  await endSessionsOf(tx, account)
  await tellOperator(tx, context, 'account.locked', { account, until: until.toISOString() })
  const details = { lock: row.id, reason, until: until.toISOString() }
  await record(tx, clock, { by, action: 'account.locked', subject: account, details })
  return lockJson(row)
}

/**
 * Ends one lock before its time.
 * @throws Refusal (not_locked) if it has ended or been changed since
 */
export async function unlockAccount(
  tx: Database,
  context: Parts,
  { account, lockId, by, details }: { account: string; lockId: string; by: string; details: Details },
): Promise<void> {
  const { clock } = context
  const [row] = await tx
    .delete(accountLocks)
    .where(
      and(
        eq(accountLocks.account, account),
        eq(accountLocks.id, lockId),
        gt(accountLocks.until, dateOf(clock)),
      ),
    )
    .returning()
  if (!row) throw new Refusal('not_locked')
  await tellOperator(tx, context, 'account.unlocked', { account })
  await record(tx, clock, {
    ...{ by, action: 'account.unlocked', subject: account, details: { ...details, lock: lockId } },
  })
}

type Details = Record<string, string | number | boolean | null>

/** The lock of an account that counts now. */
export async function lockOf(db: Database, account: string, clock: Clock): Promise<LockJson | undefined> {
  const [row] = await db
    .select()
    .from(accountLocks)
    .where(and(eq(accountLocks.account, account), gt(accountLocks.until, dateOf(clock))))
  return row && lockJson(row)
}

function lockJson({ id, reason, lockedBy, lockedAt, until }: typeof accountLocks.$inferSelect): LockJson {
  return { id, reason, by: lockedBy, at: lockedAt.toISOString(), until: until.toISOString() }
}
