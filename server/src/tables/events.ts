// What the chains have told: events of our contracts, and how far they were read.
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** One event; withdrawn when its block is no longer part of the chain. */
export const events = pgTable(
  'events',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    blockHash: text('block_hash').notNull(),
    logIndex: integer('log_index').notNull(),
    blockNumber: bigint('block_number', { mode: 'number' }).notNull(),
    transactionHash: text('transaction_hash').notNull(),
    name: text().notNull(),
    account: text().notNull(),
    /** Empty for events that are about no single request. */
    requestHash: text('request_hash').notNull(),
    /** Its values by name; numbers as decimal strings. */
    values: jsonb().$type<Record<string, string | boolean>>().notNull(),
    isWithdrawn: boolean('is_withdrawn').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.chainId, table.blockHash, table.logIndex] }),
    index('events_block').on(table.chainId, table.blockNumber),
    index('events_account').on(table.account, table.requestHash),
    // Which accounts a passkey was added to.
    index('events_key').on(sql`(${table.values} ->> 'keyHash')`).where(sql`name = 'PasskeyAdded'`),
  ],
)

/** Ends of the ranges that were read: the highest one is the cursor, the others are where a reorg is measured. */
export const checkpoints = pgTable(
  'checkpoints',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chainId, table.number] })],
)
