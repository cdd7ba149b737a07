// Recovery requests and what was gathered for them. All of it can be made again from the chains and the people.
import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { RequestJson } from 'sparekey/schema'
import { moment } from './columns.ts'

/** One recovery request, named by its hash as everywhere. */
export const requests = pgTable(
  'requests',
  {
    hash: text().primaryKey(),
    account: text().notNull(),
    request: jsonb().$type<RequestJson>().notNull(),
    newPasskeyLabel: text('new_passkey_label').notNull(),
    credentialId: text('credential_id').notNull(),
    /** The new passkey's signature; null until it accepts. */
    acceptance: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('requests_account').on(table.account, table.createdAt)],
)

/** Guardians' approvals; `chainId` 0 is one that counts on all chains. */
export const approvals = pgTable(
  'approvals',
  {
    requestHash: text('request_hash')
      .notNull()
      .references(() => requests.hash, { onDelete: 'cascade' }),
    signer: text().notNull(),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    signature: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.requestHash, table.signer, table.chainId] })],
)

/** The owner's signature that ends a request; the latest one per request. */
export const cancellations = pgTable('cancellations', {
  requestHash: text('request_hash')
    .primaryKey()
    .references(() => requests.hash, { onDelete: 'cascade' }),
  /** Unix seconds. */
  deadline: bigint({ mode: 'number' }).notNull(),
  scopes: jsonb().$type<RequestJson['scopes']>().notNull(),
  signature: text().notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})
