import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Keys that an OpenID issuer has published, so that one which disappears is noticed. */
export const issuerKeys = pgTable(
  'issuer_keys',
  {
    /** `iss`. */
    issuer: text('issuer').notNull(),
    kid: text('kid').notNull(),
    /** 0x and hex digits. */
    modulus: text('modulus').notNull(),
    firstSeenAt: moment('first_seen_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
    /** When its absence was told; null while it is published. */
    goneAt: moment('gone_at'),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.modulus] })],
)
