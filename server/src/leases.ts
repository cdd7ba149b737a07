// Jobs that only one of all server processes may do at a time. A lease runs out by the database's clock, so that a process
// that was killed is followed within half a minute (B-07). Whoever holds one must still write conditionally.
import { and, eq, sql } from 'drizzle-orm'
import type { Database } from './db.ts'
import { leases } from './tables/submissions.ts'

/** Seconds for which a lease counts unless it is taken again. */
const LEASE_SECONDS = 20

/** Takes or prolongs a lease; false while another process has it. */
export async function takeLease(db: Database, job: string, holder: string): Promise<boolean> {
  const until = sql`now() + make_interval(secs => ${LEASE_SECONDS})`
  const taken = await db
    .insert(leases)
    .values({ job, holder, until })
    .onConflictDoUpdate({
      target: leases.job,
      set: { holder, until },
      setWhere: sql`${leases.holder} = ${holder} or ${leases.until} < now()`,
    })
    .returning({ job: leases.job })
  return taken.length === 1
}

/** Gives a lease back before its time. */
export async function dropLease(db: Database, job: string, holder: string): Promise<void> {
  await db.delete(leases).where(and(eq(leases.job, job), eq(leases.holder, holder)))
}

/** Inside a transaction: whether the lease is still held, and nobody takes it before the transaction ends. */
export async function holdsLease(tx: Database, job: string, holder: string): Promise<boolean> {
  const held = await tx
    .select({ job: leases.job })
    .from(leases)
    .where(and(eq(leases.job, job), eq(leases.holder, holder), sql`${leases.until} > now()`))
    .for('update')
  return held.length === 1
}
