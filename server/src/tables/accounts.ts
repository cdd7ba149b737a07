import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Accounts: public, except the user handle. */
export const accounts = pgTable('accounts', {
  /** Lower case. */
  address: text('address').primaryKey(),
  name: text('name').notNull().unique(),
  /** 64 random bytes, base64url; what authenticators know the account by. */
  userHandle: text('user_handle').notNull().unique(),
  firstX: text('first_x').notNull(),
  firstY: text('first_y').notNull(),
  salt: text('salt').notNull(),
  createdAt: moment('created_at').notNull(),
})

/** Names between the first and the second step of a registration. */
export const reservations = pgTable('reservations', {
  name: text('name').primaryKey(),
  /** The browser that it is kept for. */
  flow: text('flow').notNull(),
  expiresAt: moment('expires_at').notNull(),
})
