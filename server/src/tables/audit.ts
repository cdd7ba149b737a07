// The audit log. Triggers refuse to change or delete its rows; each has a hash over itself and the one before.
import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** What operators have done and seen. */
export const audit = pgTable(
  'audit',
  {
    /** 1, 2, 3…, without gaps. */
    n: bigint('n', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull(),
    /** Name of the operator, or `host`. */
    by: text('by').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    /** Canonical JSON, to the byte as it was hashed. */
    details: text('details').notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [unique('audit_previous').on(table.previous), index('audit_subject').on(table.subject, table.n)],
)

/** Its end, one row: whoever appends locks it, so that lines are in the order in which they were committed. */
export const auditHeads = pgTable('audit_heads', {
  id: integer('id').primaryKey(),
  n: bigint('n', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
})
