import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { moment } from './columns.ts'

/** By whom accounts are found, without saying who that is. */
export const oidcLinks = pgTable(
  'oidc_links',
  {
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    /** The guardian that was linked; it counts once its owner has set it up. */
    signer: text('signer').notNull(),
    /** Keyed hash of `iss` and `sub`. */
    identityHash: text('identity_hash').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.signer] }),
    index('oidc_links_identity').on(table.identityHash),
  ],
)
