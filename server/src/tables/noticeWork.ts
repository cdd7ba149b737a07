import { boolean, index, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Accounts whose people may have to be told something. */
export const noticeWork = pgTable(
  'notice_work',
  {
    account: text('account').primaryKey(),
    /** When to look: at once after an event of a chain, later for what comes with time. */
    dueAt: moment('due_at').notNull(),
    /** Whether it was waited a moment for other networks to say the same. */
    hasWaited: boolean('has_waited').notNull().default(false),
  },
  (table) => [index('notice_work_due').on(table.dueAt)],
)
