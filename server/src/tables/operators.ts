// Who runs the dashboard: operators, the links that enrol them, their sessions, and what one of them proposes to another.
import { bigint, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import type { ProposalBody, Role } from 'sparekey/admin-schema'
import { moment } from './columns.ts'

/** An operator with the one passkey that is theirs; rows stay when somebody leaves, so that the log has a name for them. */
export const operators = pgTable(
  'operators',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull().unique(),
    /** None until another operator has confirmed it. */
    role: text('role').$type<Role>(),
    credentialId: text('credential_id').notNull().unique(),
    x: text('x').notNull(),
    y: text('y').notNull(),
    userHandle: text('user_handle').notNull(),
    signCount: bigint('sign_count', { mode: 'number' }).notNull(),
    createdAt: moment('created_at').notNull(),
    lastSeenAt: moment('last_seen_at'),
    /** When they were removed; their passkey stays theirs and signs in no more. */
    endedAt: moment('ended_at'),
  },
  (table) => [unique('operators_key').on(table.x, table.y)],
)

/** One-time links; the token itself is only in the link. */
export const operatorLinks = pgTable('operator_links', {
  /** SHA-256 of the token. */
  tokenHash: text('token_hash').primaryKey(),
  /** None for the first operator. */
  name: text('name'),
  role: text('role').$type<Role>().notNull(),
  /** The operator who made it; none for the server itself and for commands on the host, whose links give the role at once. */
  invitedBy: text('invited_by'),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
})

/** Signed-in operators. */
export const operatorSessions = pgTable(
  'operator_sessions',
  {
    /** SHA-256 of the token. */
    tokenHash: text('token_hash').primaryKey(),
    operator: text('operator')
      .notNull()
      .references(() => operators.id),
    createdAt: moment('created_at').notNull(),
    /** Moves on with every use. */
    expiresAt: moment('expires_at').notNull(),
    /** When the passkey was last asked for. */
    confirmedAt: moment('confirmed_at').notNull(),
  },
  (table) => [index('operator_sessions_operator').on(table.operator)],
)

/** What needs two operators. */
export const proposals = pgTable(
  'proposals',
  {
    id: text('id').primaryKey(),
    /** Addresses in it are sealed. */
    body: jsonb('body').$type<ProposalBody & { lockId?: string }>().notNull(),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    outcome: text('outcome', { enum: ['confirmed', 'declined'] }),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
  },
  (table) => [index('proposals_open').on(table.outcome, table.createdAt)],
)
