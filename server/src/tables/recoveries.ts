// What the queue of the dashboard shows and sorts by: made from requests, events, approvals and mails, and made again at any time.
import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { requests } from './requests.ts'

const isOpen = sql`closed_at is null`

/** One recovery request, as operators look at it. */
export const recoveries = pgTable(
  'recoveries',
  {
    hash: text('hash')
      .primaryKey()
      .references(() => requests.hash, { onDelete: 'cascade' }),
    account: text('account').notNull(),
    createdAt: moment('created_at').notNull(),
    /** `started` waits until `readyAt` and is ready then. */
    state: text('state', { enum: ['asked', 'approved', 'started'] }).notNull(),
    /** The latest of its networks. */
    readyAt: moment('ready_at'),
    /** After it nothing can come of it. */
    endsAt: moment('ends_at').notNull(),
    /** When it was over: executed, stopped or too late. */
    closedAt: moment('closed_at'),
    approvals: integer('approvals').notNull(),
    /** Keyed hash of the network address that it was asked from; null where nobody asked here. */
    peerHash: text('peer_hash'),
    device: text('device'),
    isNewDevice: boolean('is_new_device').notNull(),
    isSharedAddress: boolean('is_shared_address').notNull(),
    isChangedLately: boolean('is_changed_lately').notNull(),
    isEmailAlone: boolean('is_email_alone').notNull(),
    isUndelivered: boolean('is_undelivered').notNull(),
    /** How many of the five. */
    concerns: integer('concerns')
      .notNull()
      .generatedAlwaysAs(
        sql`is_new_device::int + is_shared_address::int + is_changed_lately::int + is_email_alone::int + is_undelivered::int`,
      ),
  },
  (table) => {
    const open = (name: string) => index(`recoveries_${name}`)
    const newest = [table.createdAt, table.hash] as const
    return [
      open('newest')
        .on(...newest)
        .where(isOpen),
      open('ready').on(table.readyAt, table.hash).where(sql`closed_at is null and ready_at is not null`),
      open('concerns')
        .on(table.concerns, ...newest)
        .where(isOpen),
      open('state')
        .on(table.state, ...newest)
        .where(isOpen),
      open('new_device')
        .on(...newest)
        .where(sql`closed_at is null and is_new_device`),
      open('shared_address')
        .on(...newest)
        .where(sql`closed_at is null and is_shared_address`),
      open('changed_lately')
        .on(...newest)
        .where(sql`closed_at is null and is_changed_lately`),
      open('email_alone')
        .on(...newest)
        .where(sql`closed_at is null and is_email_alone`),
      open('undelivered')
        .on(...newest)
        .where(sql`closed_at is null and is_undelivered`),
      index('recoveries_account').on(table.account, table.createdAt),
      index('recoveries_peer').on(table.peerHash, table.createdAt),
    ]
  },
)

/** With which browsers, and from which network addresses, an account's owner was signed in. */
export const seenDevices = pgTable(
  'seen_devices',
  {
    account: text('account').notNull(),
    /** Keyed hash. */
    mark: text('mark').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.mark] })],
)

/** Accounts whose recoveries must be looked at again, because a chain or a guardian has said something. */
export const recoveryWork = pgTable('recovery_work', { account: text('account').primaryKey() })
