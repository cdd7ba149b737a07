// What the operator has decided: for all accounts, for one, and which are locked.
import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { AccountRecovery, OperatorEvent } from 'sparekey/admin-schema'
import type { RecoverySettings } from 'sparekey/schema'
import { moment } from './columns.ts'

/** One row, once something has been changed. */
export const settings = pgTable('settings', {
  id: integer('id').primaryKey(),
  /** One more with every change, so that nobody undoes unseen what another has just decided. */
  version: bigint('version', { mode: 'number' }).notNull(),
  recovery: jsonb('recovery').$type<RecoverySettings>().notNull(),
})

/** Where the operator wants events sent; one row or none. */
export const operatorWebhooks = pgTable('operator_webhooks', {
  id: integer('id').primaryKey(),
  sealedUrl: text('sealed_url').notNull(),
  events: jsonb('events').$type<OperatorEvent[]>().notNull(),
  changedAt: moment('changed_at').notNull(),
})

/** Accounts for which recovery is on or off whatever holds for all. */
export const accountRecovery = pgTable('account_recovery', {
  account: text('account').primaryKey(),
  recovery: text('recovery').$type<Exclude<AccountRecovery, 'default'>>().notNull(),
})

/** Locks that count or have run out; the audit log has every one that there was. */
export const accountLocks = pgTable(
  'account_locks',
  {
    account: text('account').primaryKey(),
    /** Random, another one with every change: whoever agrees to unlock has seen this one. */
    id: text('id').notNull(),
    reason: text('reason').notNull(),
    /** Name of the operator. */
    lockedBy: text('locked_by').notNull(),
    lockedAt: moment('locked_at').notNull(),
    until: moment('until').notNull(),
  },
  (table) => [index('account_locks_until').on(table.until)],
)
