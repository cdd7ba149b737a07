// The relayer's work as rows: queued → sent → done or failed, and back to queued when a chain takes something back. A row
// has its signed transaction before that is sent, so that whoever goes on after a crash sends the very same one.
import { and, asc, eq, gt, inArray, isNotNull, lte, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Submission } from 'sparekey/schema'
import type { Address, Hash, Hex } from 'viem'
import type { Database } from './db.ts'
import { isHelped } from './help.ts'
import { submissions } from './tables/submissions.ts'

/** A row of the table. */
export type SubmissionRow = typeof submissions.$inferSelect

/** What is to be done, on which chains. */
export interface Work {
  readonly action: Submission['action']
  readonly account: Address
  /** Left out for `create`. */
  readonly requestHash?: Hash
  readonly chainIds: readonly number[]
  /** Address of the peer that asked for it, for its limit. */
  readonly peer?: string
}

const live = ['queued', 'sent'] as const

/** Queues work; what is queued or under way already stays one (S-09). */
export async function queueSubmissions(tx: Database, work: Work): Promise<void> {
  const { action, account, requestHash = '', chainIds, peer = null } = work
  if (chainIds.length === 0) return
  const row = { action, account: account.toLowerCase(), requestHash, peer, state: 'queued' as const }
  const rest = { attempts: 0, gas: 0, notBefore: new Date(0) }
  await tx
    .insert(submissions)
    .values(chainIds.map((chainId) => ({ ...row, ...rest, chainId })))
    .onConflictDoNothing()
}

/** What became of an account's or a request's work: the latest of each action on each chain. */
export async function submissionsOf(
  db: Database,
  account: string,
  requestHash: string,
): Promise<Submission[]> {
  const rows = await db
    .select()
    .from(submissions)
    .where(and(eq(submissions.account, account.toLowerCase()), eq(submissions.requestHash, requestHash)))
    .orderBy(asc(submissions.id))
  const latest = new Map(rows.map((row) => [`${row.chainId} ${row.action}`, row]))
  return [...latest.values()]
    .toSorted((a, b) => a.chainId - b.chainId || a.id - b.id)
    .map(({ chainId, action, state, transactionHash, error }) => ({
      ...{ chainId, action, state, error },
      transactionHash: transactionHash as Hash | null,
    }))
}

/** Whether a chain has anything to be done, so that idle chains are not asked. */
export async function hasWork(
  db: Database,
  chainId: number,
  now: Date,
  includesWaiting: boolean,
): Promise<boolean> {
  const isDue = includesWaiting
    ? or(lte(submissions.notBefore, now), isNotNull(submissions.readyAt))
    : lte(submissions.notBefore, now)
  const [row] = await db
    .select({ id: submissions.id })
    .from(submissions)
    .where(
      and(
        eq(submissions.chainId, chainId),
        or(eq(submissions.state, 'sent'), and(eq(submissions.state, 'queued'), isDue, mayGoOn(db, now))),
      ),
    )
    .limit(1)
  return row !== undefined
}

/** What was sent and is not known to be done, in the order of nonces. */
export function sentSubmissions(db: Database, chainId: number): Promise<SubmissionRow[]> {
  return db
    .select()
    .from(submissions)
    .where(and(eq(submissions.chainId, chainId), eq(submissions.state, 'sent')))
    .orderBy(asc(submissions.nonce))
}

/** What is due, cancellations first; one at a time per account, so that each is tried against what the last one left. */
export async function dueSubmissions(
  db: Database,
  { chainId, now, chainTime, limit }: { chainId: number; now: Date; chainTime: number; limit: number },
): Promise<SubmissionRow[]> {
  const other = alias(submissions, 'other')
  const underWay = db
    .select({ id: other.id })
    .from(other)
    .where(and(eq(other.chainId, chainId), eq(other.account, submissions.account), eq(other.state, 'sent')))
  const rows = await db
    .select()
    .from(submissions)
    .where(
      and(
        eq(submissions.chainId, chainId),
        eq(submissions.state, 'queued'),
        or(lte(submissions.notBefore, now), lte(submissions.readyAt, chainTime)),
        mayGoOn(db, now),
        notExists(underWay),
      ),
    )
    .orderBy(sql`${submissions.action} <> 'cancel'`, asc(submissions.id))
    .limit(limit)
  const accounts = new Set<string>()
  return rows.filter(({ account }) => !accounts.has(account) && accounts.add(account))
}

/**
 * What recovers an account waits while the operator does not help it; what creates one, or ends its recoveries, never does
 * (C-47).
 */
const mayGoOn = (db: Database, now: Date) =>
  or(inArray(submissions.action, ['create', 'cancel']), isHelped(db, submissions.account, now))

/** Locks a row that is still queued and may go on, or says that somebody else has it (R-06, B-07). */
export async function lockQueued(tx: Database, id: number, now: Date): Promise<boolean> {
  const rows = await tx
    .select({ id: submissions.id })
    .from(submissions)
    .where(and(eq(submissions.id, id), eq(submissions.state, 'queued'), mayGoOn(tx, now)))
    .for('update', { skipLocked: true })
  return rows.length === 1
}

/** What a row becomes. */
export type Change = Partial<typeof submissions.$inferInsert>

/** Changes a row that is still in the state in which it was read; false if it is not. */
export async function change(db: Database, row: Pick<SubmissionRow, 'id' | 'state'>, to: Change) {
  const changed = await db
    .update(submissions)
    .set(to)
    .where(and(eq(submissions.id, row.id), eq(submissions.state, row.state)))
    .returning({ id: submissions.id })
  return changed.length === 1
}

/** What a queued row looks like again. */
export const queuedAgain = {
  state: 'queued',
  transactionHash: null,
  rawTransaction: null,
  nonce: null,
  blockNumber: null,
  sentAt: null,
} as const satisfies Change

/** Nothing of former tries is held against it. */
const unhurt = { attempts: 0, readyAt: null, errorCode: null, error: null } as const satisfies Change

/** After a reorg: what was done in blocks that are gone is looked at again. */
export async function reopenSubmissions(tx: Database, chainId: number, after: number): Promise<void> {
  const other = alias(submissions, 'other')
  const liveAgain = tx
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.chainId, submissions.chainId),
        eq(other.action, submissions.action),
        eq(other.account, submissions.account),
        eq(other.requestHash, submissions.requestHash),
        or(inArray(other.state, live), gt(other.id, submissions.id)),
      ),
    )
  await tx
    .update(submissions)
    .set({ ...queuedAgain, ...unhurt, notBefore: new Date(0) })
    .where(
      and(
        eq(submissions.chainId, chainId),
        inArray(submissions.state, ['done', 'failed']),
        gt(submissions.blockNumber, after),
        notExists(liveAgain),
      ),
    )
}

/** The moment from which a request can be executed on a chain has changed: what waited for it is looked at then. */
export async function setReadyAt(
  tx: Database,
  { chainId, requestHash, readyAt }: { chainId: number; requestHash: Hex; readyAt: number },
): Promise<void> {
  await tx
    .update(submissions)
    .set({ readyAt })
    .where(
      and(
        eq(submissions.chainId, chainId),
        eq(submissions.requestHash, requestHash),
        eq(submissions.action, 'execute'),
        eq(submissions.state, 'queued'),
      ),
    )
}

/** Which of these requests wait on a chain to be executed. */
export async function waitingExecutions(
  tx: Database,
  chainId: number,
  requestHashes: readonly string[],
): Promise<Set<string>> {
  if (requestHashes.length === 0) return new Set()
  const rows = await tx
    .select({ requestHash: submissions.requestHash })
    .from(submissions)
    .where(
      and(
        eq(submissions.chainId, chainId),
        eq(submissions.action, 'execute'),
        eq(submissions.state, 'queued'),
        inArray(submissions.requestHash, [...requestHashes]),
      ),
    )
  return new Set(rows.map(({ requestHash }) => requestHash))
}
