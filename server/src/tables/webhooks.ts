// What is to be told to other servers, and what became of it. Addresses are sealed, and what is said is deleted once it is over.
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** One event for one address. */
export const webhooks = pgTable(
  'webhooks',
  {
    /** Random; the receiver knows by it what it has had already. */
    id: text('id').primaryKey(),
    /** Whose contact it is; null for the operator's own. */
    account: text('account'),
    /** `recovery.started`, … */
    type: text('type').notNull(),
    sealedUrl: text('sealed_url').notNull(),
    /** JSON as it is signed and sent, the very same at every attempt; null once it is over. */
    body: text('body'),
    /** `failed`: nobody has taken it within a day. */
    state: text('state', { enum: ['queued', 'sent', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** What the last attempt came to: a status, or why there was none. */
    reply: text('reply'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('webhooks_queued').on(table.createdAt).where(sql`state = 'queued'`),
    index('webhooks_failed').on(table.endedAt).where(sql`state = 'failed'`),
  ],
)
