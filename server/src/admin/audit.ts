// The audit log: what operators have done, and which people's data they have looked at. Each line's hash covers the line and the
// hash before it; whoever appends locks the end, so that lines stand in the order in which their transactions succeeded.
import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { AuditEntryJson } from 'sparekey/admin-schema'
import { type Clock, dateOf } from '../clock.ts'
import type { Database } from '../db.ts'
import { ONLY } from '../settings.ts'
import { audit, auditHeads } from '../tables/audit.ts'

/** A line of the table. */
export type AuditRow = typeof audit.$inferSelect

/** Where the log ends. */
export interface AuditHead {
  readonly n: number
  readonly hash: string
}

/** What is to be remembered. */
export interface AuditEvent {
  /** Name of the operator, or `host`. */
  readonly by: string
  /** `account.locked`, `account.viewed`, … */
  readonly action: string
  /** An account's address or an operator's id. */
  readonly subject?: string
  /** No secrets, no addresses of people. */
  readonly details?: AuditEntryJson['details']
}

/** Who acts on the host. */
export const HOST = 'host'

/** Inside a transaction: the end of the log, which nobody else moves before the transaction is over. */
export async function lockAudit(tx: Database): Promise<AuditHead> {
  const [head] = await tx
    .select({ n: auditHeads.n, hash: auditHeads.hash })
    .from(auditHeads)
    .where(eq(auditHeads.id, ONLY))
    .for('update')
  return head ?? { n: 0, hash: '' }
}

/** Appends a line, in the transaction of what it tells of. Call it last: others wait from here on. */
export async function record(tx: Database, clock: Clock, event: AuditEvent): Promise<void> {
  const head = await lockAudit(tx)
  const { by, action, subject = '', details = {} } = event
  const line = {
    ...{ n: head.n + 1, at: dateOf(clock), by, action, subject },
    ...{ details: canonical(details), previous: head.hash },
  }
  const hash = hashOf(line)
  await tx.insert(audit).values({ ...line, hash })
  await tx.update(auditHeads).set({ n: line.n, hash }).where(eq(auditHeads.id, ONLY))
}

/** SHA-256 over everything that a line says, and over the hash of the one before it. */
export function hashOf({ n, at, by, action, subject, details, previous }: Omit<AuditRow, 'hash'>): string {
  const text = JSON.stringify([n, at.toISOString(), by, action, subject, details, previous])
  return createHash('sha256').update(text).digest('hex')
}

const canonical = (details: AuditEntryJson['details']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(details).toSorted(([a], [b]) => (a < b ? -1 : 1))))

/** The end of the log, for whoever keeps it elsewhere. */
export async function auditHead(db: Database): Promise<AuditHead> {
  const [head] = await db
    .select({ n: auditHeads.n, hash: auditHeads.hash })
    .from(auditHeads)
    .where(eq(auditHeads.id, ONLY))
  return head ?? { n: 0, hash: '' }
}
