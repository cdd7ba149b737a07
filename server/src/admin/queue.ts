// The queue of pending recoveries. Every order and every filter has an index of its own, so that a page costs the same wherever it
// stands in a hundred thousand.
import { and, asc, desc, eq, gt, isNotNull, isNull, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Concern, PendingJson, QueueQuery } from 'sparekey/admin-schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { accounts } from '../tables/accounts.ts'
import { recoveries } from '../tables/recoveries.ts'
import { requests } from '../tables/requests.ts'
import { accountLocks } from '../tables/settings.ts'
import { keyIn, momentKey, PAGE, pageOf, textKey } from './page.ts'

type Parts = Pick<Context, 'db' | 'clock'>

const flags: Readonly<
  Record<Concern, 'isNewDevice' | 'isSharedAddress' | 'isChangedLately' | 'isEmailAlone' | 'isUndelivered'>
> = {
  'new-device': 'isNewDevice',
  'shared-address': 'isSharedAddress',
  'changed-lately': 'isChangedLately',
  'email-alone': 'isEmailAlone',
  'notice-undelivered': 'isUndelivered',
}
const concerns = Object.keys(flags) as Concern[]

/** What a row of a page is shown from. */
type Row = Awaited<ReturnType<typeof select>>[number]

/** One page of the queue. */
export async function queuePage(parts: Parts, query: QueueQuery) {
  const order = orders[query.sort]
  const rows = await select(parts, {
    where: [...filtersOf(query, dateOf(parts.clock)), order.where, order.after(query.cursor)],
    orderBy: order.by,
    limit: PAGE + 1,
  })
  return pageOf(
    rows,
    (row) => pendingJson(row, dateOf(parts.clock)),
    ({ row }) => order.key(row),
  )
}

/** @throws Refusal (path_invalid) for a cursor that was never given out */
export function requireCursor({ sort, cursor }: Pick<QueueQuery, 'sort' | 'cursor'>): void {
  orders[sort].after(cursor)
}

/** An account's open recoveries, the newest first. */
export async function pendingOf(parts: Parts, account: string): Promise<PendingJson[]> {
  const rows = await select(parts, {
    where: [eq(recoveries.account, account)],
    orderBy: orders.newest.by,
    limit: PAGE,
  })
  return rows.map((row) => pendingJson(row, dateOf(parts.clock)))
}

interface Selection {
  readonly where: readonly (SQL | undefined)[]
  readonly orderBy: readonly SQL[]
  readonly limit: number
}

/** The page is found first, in its index alone; names and labels are looked up for its rows only. */
function select({ db, clock }: Parts, { where, orderBy, limit }: Selection) {
  const page = db
    .select({ hash: recoveries.hash })
    .from(recoveries)
    .where(and(isNull(recoveries.closedAt), ...where))
    .orderBy(...orderBy)
    .limit(limit)
    .as('page')
  return db
    .select({
      row: recoveries,
      name: accounts.name,
      label: requests.newPasskeyLabel,
      newSigner: sql<Hex>`${requests.request} ->> 'newSigner'`,
      isLocked: sql<boolean>`exists(${db
        .select({ id: accountLocks.id })
        .from(accountLocks)
        .where(and(eq(accountLocks.account, recoveries.account), gt(accountLocks.until, dateOf(clock))))})`,
    })
    .from(page)
    .innerJoin(recoveries, eq(recoveries.hash, page.hash))
    .innerJoin(requests, eq(requests.hash, page.hash))
    .innerJoin(accounts, eq(accounts.address, recoveries.account))
    .orderBy(...orderBy)
}

function filtersOf({ state, concern }: QueueQuery, now: Date): (SQL | undefined)[] {
  return [
    concern && sql`${recoveries[flags[concern]]}`,
    state && eq(recoveries.state, state === 'waiting' || state === 'ready' ? 'started' : state),
    state === 'waiting' ? gt(recoveries.readyAt, now) : undefined,
    state === 'ready' ? lte(recoveries.readyAt, now) : undefined,
  ]
}

const { createdAt, hash } = recoveries
const at = (moment: Date) => sql`${moment.toISOString()}::timestamptz`
const byMoment = z.tuple([momentKey, textKey])
const byConcerns = z.tuple([z.int().nonnegative().max(concerns.length), momentKey, textKey])

type RecoveryRow = typeof recoveries.$inferSelect

/** An order of the queue: an index has the same columns in the same direction, or all of them in the opposite one. */
interface Order {
  readonly by: readonly SQL[]
  readonly where?: SQL
  /** What comes after a cursor; nothing where there is none. */
  after(cursor: string | undefined): SQL | undefined
  /** Where a row stands. */
  key(row: RecoveryRow): readonly (string | number)[]
}

const momentAndHash = (row: RecoveryRow) => [row.createdAt.toISOString(), row.hash]

/** Whether a row's columns, taken together, are before or after those of a cursor. */
const beyond = (cursor: string | undefined, column: SQLWrapper, sign: SQL): SQL | undefined => {
  const key = keyIn(cursor, byMoment)
  return key && sql`(${column}, ${hash}) ${sign} (${at(key[0])}, ${key[1]})`
}

const orders: Readonly<Record<QueueQuery['sort'], Order>> = {
  newest: {
    ...{ by: [desc(createdAt), desc(hash)], key: momentAndHash },
    after: (cursor) => beyond(cursor, createdAt, sql`<`),
  },
  oldest: {
    ...{ by: [asc(createdAt), asc(hash)], key: momentAndHash },
    after: (cursor) => beyond(cursor, createdAt, sql`>`),
  },
  ready: {
    ...{ by: [asc(recoveries.readyAt), asc(hash)], where: isNotNull(recoveries.readyAt) },
    after: (cursor) => beyond(cursor, recoveries.readyAt, sql`>`),
    key: (row) => [row.readyAt?.toISOString() ?? '', row.hash],
  },
  concerns: {
    by: [desc(recoveries.concerns), desc(createdAt), desc(hash)],
    after(cursor) {
      const key = keyIn(cursor, byConcerns)
      return (
        key && sql`(${recoveries.concerns}, ${createdAt}, ${hash}) < (${key[0]}, ${at(key[1])}, ${key[2]})`
      )
    },
    key: (row) => [row.concerns, ...momentAndHash(row)],
  },
}

function pendingJson({ row, name, label, newSigner, isLocked }: Row, now: Date): PendingJson {
  const isReady = row.readyAt !== null && row.readyAt <= now
  return {
    ...{
      hash: row.hash as Hex,
      account: { name, address: row.account as Hex },
      newPasskeyLabel: label,
      newSigner,
    },
    createdAt: row.createdAt.toISOString(),
    state: row.state === 'started' ? (isReady ? 'ready' : 'waiting') : row.state,
    readyAt: row.readyAt?.toISOString() ?? null,
    ...{ device: row.device, approvals: row.approvals, isLocked },
    concerns: concerns.filter((concern) => row[flags[concern]]),
  }
}
