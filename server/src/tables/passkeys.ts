import { bigint, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { moment } from './columns.ts'

/** What is kept of passkeys beside the chain, which alone decides what they own. */
export const passkeys = pgTable(
  'passkeys',
  {
    /** base64url. */
    credentialId: text('credential_id').primaryKey(),
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    x: text('x').notNull(),
    y: text('y').notNull(),
    label: text('label').notNull(),
    transports: jsonb('transports').$type<string[]>().notNull(),
    /** The user handle that it was made with: the account's, or a fresh one where it was made for a recovery. */
    userHandle: text('user_handle').notNull(),
    signCount: bigint('sign_count', { mode: 'number' }).notNull(),
    /** The recovery that is to bring it in, made by anybody; null once it is the account's. */
    requestHash: text('request_hash'),
    createdAt: moment('created_at').notNull(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [unique('passkeys_key').on(table.x, table.y), index('passkeys_account').on(table.account)],
)
