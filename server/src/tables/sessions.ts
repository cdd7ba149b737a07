import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { moment } from './columns.ts'
import { passkeys } from './passkeys.ts'

/** Signed-in browsers; the token itself is only in their cookie. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the token. */
    tokenHash: text('token_hash').primaryKey(),
    kind: text('kind', { enum: ['full', 'recovery'] }).notNull(),
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    credentialId: text('credential_id')
      .notNull()
      .references(() => passkeys.credentialId, { onDelete: 'cascade' }),
    requestHash: text('request_hash'),
    createdAt: moment('created_at').notNull(),
    /** Moves on with every use. */
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('sessions_account').on(table.account)],
)

/** WebAuthn challenges: single use, for one browser and one purpose. */
export const challenges = pgTable('challenges', {
  /** base64url of 32 random bytes. */
  challenge: text('challenge').primaryKey(),
  purpose: text('purpose').notNull(),
  /** SHA-256 of the browser's flow cookie. */
  flow: text('flow').notNull(),
  /** What the step was started for: a name, an account, an invitation. */
  subject: text('subject').notNull(),
  data: jsonb('data').$type<Record<string, string>>().notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
})
