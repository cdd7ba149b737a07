import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { moment } from './columns.ts'

/** How owners call their guardians; told to nobody else. */
export const guardians = pgTable(
  'guardians',
  {
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    signer: text('signer').notNull(),
    kind: text('kind', { enum: ['wallet', 'passphrase', 'passkey', 'oidc', 'email'] }).notNull(),
    label: text('label').notNull(),
    passphraseVersion: integer('passphrase_version'),
    /** The order in which the owner gave them. */
    position: integer('position').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.signer] })],
)

/** Invitations to become a guardian with a passkey. */
export const invitations = pgTable(
  'invitations',
  {
    id: text('id').primaryKey(),
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    /** Unix seconds, as the owner signed them. */
    expires: bigint('expires', { mode: 'number' }).notNull(),
    signature: text('signature').notNull(),
    state: text('state', { enum: ['open', 'accepted', 'declined'] }).notNull(),
    credentialId: text('credential_id').unique(),
    x: text('x'),
    y: text('y'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('invitations_account').on(table.account)],
)
