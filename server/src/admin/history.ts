// What has happened to an account, from all that was kept: networks, relayer, mail, operators.
import { desc, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { HistoryEntryJson } from 'sparekey/admin-schema'
import { bytes32Schema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Database } from '../db.ts'
import { audit } from '../tables/audit.ts'
import { events } from '../tables/events.ts'
import { mails } from '../tables/mailboxes.ts'
import { submissions } from '../tables/submissions.ts'
import { keyIn, momentKey, PAGE, pageOf, textKey } from './page.ts'

const text = (value: string) => sql<string>`${value}`
const none = sql<string>`''`

/** One page of an account's history, the newest first. */
export async function historyPage(db: Database, account: string, cursor: string | undefined) {
  const key = keyIn(cursor, z.tuple([momentKey, textKey]))
  const all = unionAll(
    db
      .select({
        ...{ at: sql<Date>`${events.createdAt}`.as('at'), source: text('network').as('source') },
        ...{ what: sql<string>`${events.name}`.as('what') },
        state: sql<string>`case when ${events.isWithdrawn} then 'withdrawn' else '' end`.as('state'),
        chainId: sql<number | null>`${events.chainId}`.as('chain_id'),
        requestHash: sql<string>`${events.requestHash}`.as('request_hash'),
        by: none.as('by'),
        key: sql<string>`'e' || ${events.chainId} || ${events.blockHash} || ${events.logIndex}`.as('key'),
      })
      .from(events)
      .where(sql`${events.account} = ${account}`),
    db
      .select({
        ...{ at: sql<Date>`${submissions.createdAt}`.as('at'), source: text('relayer').as('source') },
        what: sql<string>`${submissions.action}`.as('what'),
        state: sql<string>`${submissions.state}`.as('state'),
        chainId: sql<number | null>`${submissions.chainId}`.as('chain_id'),
        requestHash: sql<string>`${submissions.requestHash}`.as('request_hash'),
        by: none.as('by'),
        key: sql<string>`'s' || ${submissions.id}`.as('key'),
      })
      .from(submissions)
      .where(sql`${submissions.account} = ${account}`),
    db
      .select({
        ...{ at: sql<Date>`${mails.createdAt}`.as('at'), source: text('mail').as('source') },
        what: sql<string>`${mails.kind}`.as('what'),
        state: sql<string>`${mails.state}`.as('state'),
        chainId: sql<number | null>`null::bigint`.as('chain_id'),
        ...{ requestHash: none.as('request_hash'), by: none.as('by') },
        key: sql<string>`'m' || ${mails.id}`.as('key'),
      })
      .from(mails)
      .where(sql`${mails.account} = ${account}`),
    db
      .select({
        ...{ at: sql<Date>`${audit.at}`.as('at'), source: text('operator').as('source') },
        ...{ what: sql<string>`${audit.action}`.as('what'), state: none.as('state') },
        chainId: sql<number | null>`null::bigint`.as('chain_id'),
        requestHash: none.as('request_hash'),
        by: sql<string>`${audit.by}`.as('by'),
        key: sql<string>`'a' || ${audit.n}`.as('key'),
      })
      .from(audit)
      .where(sql`${audit.subject} = ${account}`),
  ).as('history')
  const rows = await db
    .select()
    .from(all)
    .where(key && sql`(at, key) < (${key[0].toISOString()}::timestamptz, ${key[1]})`)
    .orderBy(desc(sql`at`), desc(sql`key`))
    .limit(PAGE + 1)
  return pageOf(rows, entryOf, (row) => [new Date(row.at).toISOString(), row.key])
}

type Row = Omit<HistoryEntryJson, 'at' | 'source' | 'requestHash'> & {
  at: Date | string
  source: string
  requestHash: string
}

function entryOf({ at, source, what, state, chainId, requestHash, by }: Row): HistoryEntryJson {
  return {
    at: new Date(at).toISOString(),
    source: source as HistoryEntryJson['source'],
    ...{ what, state, chainId: chainId === null ? null : Number(chainId), by: by || null },
    requestHash: bytes32Schema.safeParse(requestHash).success ? (requestHash as Hex) : null,
  }
}
