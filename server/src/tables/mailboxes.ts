// E-mail addresses: of guardians, of those who are told, and the codes and mails that go there. Addresses are sealed with a key
// that is not in the database, and found by a keyed hash.
import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { moment } from './columns.ts'

/** Mailboxes that were linked as guardians; one counts once its owner has set it up. */
export const emailGuardians = pgTable(
  'email_guardians',
  {
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    /** EmailGuardian ‖ commitment. */
    signer: text('signer').notNull(),
    sealedAddress: text('sealed_address').notNull(),
    sealedSalt: text('sealed_salt').notNull(),
    addressHash: text('address_hash').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.signer] }),
    index('email_guardians_address').on(table.addressHash),
  ],
)

/** Whom an owner wants told; an address counts once its code came back. */
export const contacts = pgTable(
  'contacts',
  {
    id: text('id').primaryKey(),
    account: text('account')
      .notNull()
      .references(() => accounts.address),
    kind: text('kind', { enum: ['email', 'webhook'] }).notNull(),
    /** An e-mail address or a URL. */
    sealedAddress: text('sealed_address').notNull(),
    addressHash: text('address_hash').notNull(),
    /** Whether it is told of security only. */
    isMuted: boolean('is_muted').notNull().default(false),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [uniqueIndex('contacts_address').on(table.account, table.kind, table.addressHash)],
)

/** One-time credentials that were sealed to one browser and sent. Of each only the address of its key is kept. */
export const codes = pgTable(
  'codes',
  {
    /** Random; names it to the browser that asked. */
    id: text('id').primaryKey(),
    purpose: text('purpose', { enum: ['recovery', 'guardian', 'contact'] }).notNull(),
    /** What it is for, 32 bytes: the request's hash, or a random one of a link. */
    subject: text('subject').notNull(),
    account: text('account').notNull(),
    /** Address of the credential's key. */
    credential: text('credential').notNull(),
    /** Of the address that was typed, whether it is anybody's or not: a newer code for it takes the older one's place. */
    addressHash: text('address_hash').notNull(),
    /** The guardian that it speaks for; null for a contact, and for a recovery where none has this mailbox. */
    signer: text('signer'),
    /** The address that is to be linked, and the salt of its commitment; null for recoveries. */
    sealedAddress: text('sealed_address'),
    sealedSalt: text('sealed_salt'),
    tries: integer('tries').notNull().default(0),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    /** When a newer one took its place. */
    endedAt: moment('ended_at'),
  },
  (table) => [index('codes_subject').on(table.purpose, table.subject)],
)

/** Mails on their way, and what became of them. Their text is sealed, and deleted once nothing more can be sent. */
export const mails = pgTable(
  'mails',
  {
    /** Random; also its Message-ID, so that a mail that is sent twice is recognised as one. */
    id: text('id').primaryKey(),
    account: text('account').notNull(),
    /** What it is about: `code`, `contact`, `find`, or a notice's name. */
    kind: text('kind').notNull(),
    /** Nobody can unsubscribe from security mail. */
    isSecurity: boolean('is_security').notNull(),
    sealedAddress: text('sealed_address').notNull(),
    addressHash: text('address_hash').notNull(),
    /** Subject, text and HTML; null once it is over. */
    sealedContent: text('sealed_content'),
    /** `bounced`: refused for good; `deferred`: refused for now, tried again; `expired`: too late to be of use. */
    state: text('state', { enum: ['queued', 'deferred', 'sent', 'bounced', 'expired'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Of them, those of which nobody knows whether the other server took the mail; after two it is not sent again. */
    unclear: integer('unclear').notNull().default(0),
    notBefore: moment('not_before').notNull(),
    /** After it nothing is sent. */
    expiresAt: moment('expires_at').notNull(),
    /** What the other server said, without addresses: `550 5.1.1`. */
    reply: text('reply'),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
  },
  (table) => [
    index('mails_work').on(table.notBefore).where(sql`state in ('queued', 'deferred')`),
    index('mails_account').on(table.account, table.createdAt),
    index('mails_undelivered')
      .on(table.createdAt)
      .where(sql`state in ('bounced', 'expired') and is_security`),
  ],
)

/** Notices that were given, so that each is given once. */
export const notices = pgTable(
  'notices',
  {
    account: text('account').notNull(),
    /** The request's hash, or what else it is about. */
    subject: text('subject').notNull(),
    /** `started`, `half-way`, `last-day`, `executed`, `stopped`, `guardians`, `passkeys`, … */
    stage: text('stage').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.subject, table.stage] })],
)
