// What the relayer is to do, is doing and has done; who works on which chain; what it has cost.
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Submission } from 'sparekey/schema'
import { moment } from './columns.ts'

const live = sql`state in ('queued', 'sent')`

/** One thing to be done on one chain. */
export const submissions = pgTable(
  'submissions',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    action: text().$type<Submission['action']>().notNull(),
    account: text().notNull(),
    /** Empty for `create`. */
    requestHash: text('request_hash').notNull(),
    state: text().$type<Submission['state']>().notNull(),
    transactionHash: text('transaction_hash'),
    /** The signed transaction: whoever takes over sends the very same one. */
    rawTransaction: text('raw_transaction'),
    nonce: integer(),
    /** How often it was mined and reverted, or lost its nonce. */
    attempts: integer().notNull(),
    errorCode: text('error_code'),
    /** A sentence for the person. */
    error: text(),
    /** By the server's clock: not looked at earlier. */
    notBefore: moment('not_before').notNull(),
    /** By the chain's clock, Unix seconds: not looked at earlier. */
    readyAt: bigint('ready_at', { mode: 'number' }),
    /** Whose request this was: address of the peer. */
    peer: text(),
    /** Gas that was set aside for it. */
    gas: bigint({ mode: 'number' }).notNull(),
    /** In which block it was found to be done. */
    blockNumber: bigint('block_number', { mode: 'number' }),
    sentAt: moment('sent_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('submissions_live')
      .on(table.chainId, table.action, table.account, table.requestHash)
      .where(live),
    index('submissions_work').on(table.chainId, table.notBefore).where(live),
    index('submissions_account').on(table.account, table.requestHash),
  ],
)

/** Who does a job that only one process may do at a time; by the database's clock. */
export const leases = pgTable('leases', {
  job: text().primaryKey(),
  holder: text().notNull(),
  until: moment('until').notNull(),
})

/** Gas and transactions per day and subject: an account, a peer's address, a chain. */
export const spending = pgTable(
  'spending',
  {
    day: date().notNull(),
    subject: text().notNull(),
    gas: bigint({ mode: 'number' }).notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.subject] })],
)
