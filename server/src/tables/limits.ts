import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Counted calls, shared by all processes and kept over restarts. */
export const limits = pgTable('limits', {
  /** Endpoint and whom it is counted for. */
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  /** End of the window; the next call after it begins a new one. */
  resetsAt: moment('resets_at').notNull(),
})
