// What the dashboard and its server say to each other, as zod schemas: both sides use them, as with those in schema.ts. Its
// own origin serves it, and nothing of the public API.
import { z } from 'zod'
import {
  addressSchema,
  bytes32Schema,
  hexSchema,
  labelSchema,
  nameSchema,
  type RecoverySettings,
  recoverySettingsSchema,
} from './schema.ts'

export { type LockEffect, lockEffects } from './lockEffects.ts'
export { problemSchema, type RecoverySettings, recoverySettingsSchema } from './schema.ts'

const moment = z.iso.datetime()
const count = z.int().nonnegative()
/** Where the next page begins; as it was given, or left out for the first page. */
const cursor = z
  .string()
  .max(300)
  .regex(/^[\w-]+$/)
const id = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/)
/** Why an operator does something; kept in the audit log for ever. */
export const reasonSchema = z
  .string()
  .trim()
  .min(3)
  .max(500)
  .regex(/^(?:[^\p{Cc}\p{Cs}]|\n)*$/u)
/** `admin` may do everything; `support` sees queue, accounts, mail and audit log, locks, and lets one account recover. */
export const roleSchema = z.enum(['admin', 'support'])

/** Pages of a list, the next one by `?cursor=`. */
const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: cursor.nullable() })

/** GET /api/config */
export const adminConfigSchema = z.strictObject({
  rpId: z.string(),
  origin: z.url(),
  /** The app that is operated. */
  appOrigin: z.url(),
  networks: z.array(z.strictObject({ chainId: z.int().positive(), name: z.string() })),
  /** Whether mail is sent at all. */
  hasMail: z.boolean(),
})

// ---- operators and their sessions

/** Whoever uses the dashboard. */
export const operatorSchema = z.strictObject({
  id,
  name: labelSchema,
  /** None until another operator has confirmed it. */
  role: roleSchema.nullable(),
  /** Six words of the passkey's fingerprint, for comparing by voice before a role is given. */
  fingerprint: z.string(),
  createdAt: moment,
  lastSeenAt: moment.nullable(),
})

/** GET /api/session, and what signing in answers. */
export const operatorSessionSchema = z.strictObject({
  operator: operatorSchema.extend({ role: roleSchema }),
  /** When it ends unless it is used. */
  expiresAt: moment,
  /** Until when locking, settings and operators need no further prompt; null where they do. */
  confirmedUntil: moment.nullable(),
})

/** A token of a one-time link: what stands behind `#` in `/enrol#…`. */
export const linkTokenSchema = z.string().regex(/^[\w-]{43}$/)

/** POST /api/enrolment/link `{ token }`: whom a one-time link is for. */
export const enrolmentLinkSchema = z.strictObject({
  /** None for the first operator, who says it. */
  name: labelSchema.nullable(),
  role: roleSchema,
  expiresAt: moment,
})

/**
 * POST /api/enrolment `{ token, name?, credential }`, after POST /api/enrolment/options `{ token, name? }` has given the
 * prompt's options: a session, or none while the role waits for another operator.
 */
export const enrolledSchema = z.strictObject({
  operator: operatorSchema,
  session: operatorSessionSchema.nullable(),
})

/** POST /api/operators `{ name, role }`: a link that enrols one operator, once, within the hour. */
export const operatorLinkSchema = z.strictObject({ link: z.url(), expiresAt: moment })

// ---- accounts

/** Recovery for one account: as for everybody, or differently. */
export const accountRecoverySchema = z.enum(['default', 'on', 'off'])

/** A lock that counts now. */
export const lockSchema = z.strictObject({
  id,
  reason: reasonSchema,
  /** Name of the operator. */
  by: z.string(),
  at: moment,
  until: moment,
})

const accountName = z.strictObject({ name: nameSchema, address: addressSchema })

/** One line of GET /api/accounts?query=…: a name or address, whole or its beginning. */
export const accountRowSchema = accountName.extend({
  createdAt: moment,
  isLocked: z.boolean(),
  /** Recoveries that can still come to something. */
  pending: count,
})
/** GET /api/accounts */
export const accountPageSchema = pageOf(accountRowSchema)

/** Reasons for concern about a recovery. */
export const concernSchema = z.enum([
  /** Neither this device nor this network address was seen with the account. */
  'new-device',
  /** Several accounts are being recovered from one network address. */
  'shared-address',
  /** Guardians, mailbox or contacts were changed within the 7 days before. */
  'changed-lately',
  /** Nobody but the e-mail guardian has approved. */
  'email-alone',
  /** A message about it did not reach the owner. */
  'notice-undelivered',
])

/** `asked`: nobody has approved; `approved`: it could be started; then it waits, and is ready. */
export const pendingStateSchema = z.enum(['asked', 'approved', 'waiting', 'ready'])

/** One line of the queue. */
export const pendingSchema = z.strictObject({
  hash: bytes32Schema,
  account: accountName,
  newPasskeyLabel: labelSchema,
  /** ERC-7913 signer: the six words to compare are made of it. */
  newSigner: hexSchema,
  createdAt: moment,
  state: pendingStateSchema,
  readyAt: moment.nullable(),
  /** What the browser that asked calls itself: "Chrome on Android". */
  device: z.string().nullable(),
  /** How many guardians have approved. */
  approvals: count,
  concerns: z.array(concernSchema),
  isLocked: z.boolean(),
})
/** GET /api/queue?sort=…&state=…&concern=…&cursor=… */
export const queuePageSchema = pageOf(pendingSchema)
/** What the queue can be asked for. */
export const queueQuerySchema = z.strictObject({
  sort: z.enum(['newest', 'oldest', 'ready', 'concerns']).default('newest'),
  state: pendingStateSchema.optional(),
  /** Only those with this reason for concern. */
  concern: concernSchema.optional(),
  cursor: cursor.optional(),
})

/** GET /api/accounts/:address */
export const accountDetailSchema = accountName.extend({
  createdAt: moment,
  recovery: accountRecoverySchema,
  /** Whether recoveries are helped now: by its own setting, the one for all, and the lock. */
  isHelped: z.boolean(),
  lock: lockSchema.nullable(),
  /** How many of each kind; not who. */
  guardians: z.array(
    z.strictObject({ kind: recoverySettingsSchema.shape.kinds.element, count: z.int().positive() }),
  ),
  passkeys: z.array(z.strictObject({ label: labelSchema, createdAt: moment, lastUsedAt: moment.nullable() })),
  contacts: z.array(
    z.strictObject({
      id,
      kind: z.enum(['email', 'webhook']),
      /** Masked: `a•••@e•••.org`. */
      address: z.string(),
      isMuted: z.boolean(),
      createdAt: moment,
    }),
  ),
  pending: z.array(pendingSchema),
})

/** One line of GET /api/accounts/:address/history?cursor=…, the newest first. */
export const historyEntrySchema = z.strictObject({
  at: moment,
  /** Where it comes from: a network, our relayer, mail, or an operator. */
  source: z.enum(['network', 'relayer', 'mail', 'operator']),
  /** `RecoveryStarted`, `start`, `notice.started`, `account.locked`… */
  what: z.string(),
  /** `done`, `failed`, `sent`, `bounced`…; empty where there is none. */
  state: z.string(),
  chainId: z.int().positive().nullable(),
  requestHash: bytes32Schema.nullable(),
  /** Name of the operator. */
  by: z.string().nullable(),
})
/** GET /api/accounts/:address/history */
export const historyPageSchema = pageOf(historyEntrySchema)

/** POST /api/accounts/:address/lock: a further one can only make it longer. */
export const lockBodySchema = z.strictObject({ reason: reasonSchema, until: moment })
/** Seconds that a lock can last. */
export const MAX_LOCK = 30 * 86_400
/** PUT /api/accounts/:address/recovery */
export const accountRecoveryBodySchema = z.strictObject({
  recovery: accountRecoverySchema,
  reason: reasonSchema,
})

// ---- what needs a second operator

/** POST /api/proposals: what one operator proposes and another one confirms. */
export const proposalBodySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unlock'), account: addressSchema, reason: reasonSchema }),
  z.strictObject({
    ...{ kind: z.literal('contact'), account: addressSchema, reason: reasonSchema },
    contactId: id,
    /** The address that takes its place; null removes it. */
    address: z.string().max(254).nullable(),
  }),
  z.strictObject({ kind: z.literal('role'), operatorId: id, role: roleSchema, reason: reasonSchema }),
])

/** A proposal; it is forgotten after 7 days. */
export const proposalSchema = z.strictObject({
  id,
  kind: z.enum(['unlock', 'contact', 'role']),
  /** Whom it is about: the account, or the operator. */
  account: accountName.nullable(),
  operator: z.strictObject({ id, name: labelSchema, fingerprint: z.string() }).nullable(),
  /** What would be done, in a sentence; addresses are masked. */
  sentence: z.string(),
  reason: reasonSchema,
  by: z.string(),
  /** Whether whoever asks may confirm it: an admin, and another person than who proposed it. */
  canConfirm: z.boolean(),
  createdAt: moment,
  expiresAt: moment,
})
/** GET /api/proposals: the open ones. */
export const proposalsSchema = z.array(proposalSchema)

// ---- settings

/** Seconds that presets wait at least whatever the operator wants (design.md, "Presets in numbers"). */
export const leastDelays: RecoverySettings['minimumDelay'] = {
  balanced: 72 * 3600,
  simple: 0,
  strict: 72 * 3600,
  custom: 0,
}
/** GET /api/settings, and PUT with the version that was read. */
export const settingsSchema = z.strictObject({
  version: count.max(0x7fff_ffff),
  recovery: recoverySettingsSchema,
})

/** What the operator's webhook can be told. */
export const operatorEventSchema = z.enum([
  'recovery.started',
  'recovery.executed',
  'recovery.stopped',
  'account.locked',
  'account.unlocked',
  'mail.undelivered',
  'settings.changed',
  'operators.changed',
])
/** PUT /api/webhook */
export const webhookBodySchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .regex(/^[\x21-\x7e]+$/),
  events: z.array(operatorEventSchema).min(1).max(operatorEventSchema.options.length),
})
/** GET /api/webhook; null where there is none. POST /api/webhook/test sends the event `test`. */
export const webhookSchema = z.strictObject({
  webhook: webhookBodySchema.extend({ changedAt: moment }).nullable(),
  /** Ed25519, as Standard Webhooks writes it (`whpk_…`): what is sent is verified with it. Null where nothing can be signed. */
  publicKey: z.string().nullable(),
})

// ---- what goes on

/** One line of GET /api/mails?state=…&cursor=…, the newest first. */
export const mailSchema = z.strictObject({
  id,
  account: accountName.nullable(),
  kind: z.string(),
  isSecurity: z.boolean(),
  /** Masked. */
  address: z.string(),
  state: z.enum(['queued', 'deferred', 'sent', 'bounced', 'expired']),
  attempts: count,
  /** What the other server said: `550 5.1.1`. */
  reply: z.string().nullable(),
  createdAt: moment,
  sentAt: moment.nullable(),
})
/** GET /api/mails */
export const mailPageSchema = pageOf(mailSchema)

/** GET /api/health/networks */
export const healthSchema = z.strictObject({
  networks: z.array(
    z.strictObject({
      ...{ chainId: z.int().positive(), name: z.string(), isUp: z.boolean() },
      /** Newest block, and up to which events were read. */
      head: count.nullable(),
      indexed: count.nullable(),
      /** Blocks between the two. */
      lag: count.nullable(),
      relayer: z.strictObject({
        address: addressSchema,
        /** Wei. */
        balance: z.string().nullable(),
        queued: count,
        sent: count,
        /** Seconds that the oldest one that is due has been waiting. */
        oldest: count.nullable(),
        /** Whether a process works on this network now. */
        isHeld: z.boolean(),
        lastError: z.strictObject({ action: z.string(), code: z.string(), at: moment }).nullable(),
      }),
      isIndexerHeld: z.boolean(),
    }),
  ),
  mail: z.strictObject({ queued: count, deferred: count, bouncedToday: count }).nullable(),
})

/** GET /api/curves?days=…: per day (UTC), the oldest first, without gaps. */
export const curvesSchema = z.array(
  z.strictObject({
    day: z.iso.date(),
    starts: count,
    completions: count,
    objections: count,
    mails: count,
    /** Set aside by the relayer on all networks. */
    gas: count,
  }),
)

// ---- the audit log

/** One line of GET /api/audit?cursor=…, the newest first. */
export const auditEntrySchema = z.strictObject({
  n: z.int().positive(),
  at: moment,
  /** Name of the operator, or `host` for a command there. */
  by: z.string(),
  action: z.string(),
  /** An account's address, an operator's id, or nothing. */
  subject: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** SHA-256 over this line and the hash of the one before, hex. */
  hash: z.string(),
})
/** What the audit log can be asked for: all of it, or what was done and not only looked at; about one account or operator. */
export const auditQuerySchema = z.strictObject({
  show: z.enum(['all', 'deeds']).default('all'),
  subject: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/)
    .optional(),
  cursor: cursor.optional(),
})
/** GET /api/audit; keep `head` elsewhere: with it, cutting off the end is noticed too. */
export const auditPageSchema = pageOf(auditEntrySchema).extend({
  head: z.strictObject({ n: count, hash: z.string() }),
})

/** @see roleSchema */
export type Role = z.infer<typeof roleSchema>
/** @see adminConfigSchema */
export type AdminConfigJson = z.infer<typeof adminConfigSchema>
/** @see operatorSchema */
export type OperatorJson = z.infer<typeof operatorSchema>
/** @see operatorSessionSchema */
export type OperatorSessionJson = z.infer<typeof operatorSessionSchema>
/** @see enrolmentLinkSchema */
export type EnrolmentLinkJson = z.infer<typeof enrolmentLinkSchema>
/** @see enrolledSchema */
export type EnrolledJson = z.infer<typeof enrolledSchema>
/** @see operatorLinkSchema */
export type OperatorLinkJson = z.infer<typeof operatorLinkSchema>
/** @see lockSchema */
export type LockJson = z.infer<typeof lockSchema>
/** @see accountRecoverySchema */
export type AccountRecovery = z.infer<typeof accountRecoverySchema>
/** @see accountRowSchema */
export type AccountRowJson = z.infer<typeof accountRowSchema>
/** @see accountPageSchema */
export type AccountPageJson = z.infer<typeof accountPageSchema>
/** @see accountDetailSchema */
export type AccountDetailJson = z.infer<typeof accountDetailSchema>
/** @see concernSchema */
export type Concern = z.infer<typeof concernSchema>
/** @see pendingStateSchema */
export type PendingState = z.infer<typeof pendingStateSchema>
/** @see pendingSchema */
export type PendingJson = z.infer<typeof pendingSchema>
/** @see queuePageSchema */
export type QueuePageJson = z.infer<typeof queuePageSchema>
/** @see queueQuerySchema */
export type QueueQuery = z.infer<typeof queueQuerySchema>
/** @see historyEntrySchema */
export type HistoryEntryJson = z.infer<typeof historyEntrySchema>
/** @see historyPageSchema */
export type HistoryPageJson = z.infer<typeof historyPageSchema>
/** @see proposalBodySchema */
export type ProposalBody = z.infer<typeof proposalBodySchema>
/** @see proposalSchema */
export type ProposalJson = z.infer<typeof proposalSchema>
/** @see settingsSchema */
export type SettingsJson = z.infer<typeof settingsSchema>
/** @see operatorEventSchema */
export type OperatorEvent = z.infer<typeof operatorEventSchema>
/** @see webhookSchema */
export type WebhookJson = z.infer<typeof webhookSchema>
/** @see mailSchema */
export type MailJson = z.infer<typeof mailSchema>
/** @see mailPageSchema */
export type MailPageJson = z.infer<typeof mailPageSchema>
/** @see healthSchema */
export type HealthJson = z.infer<typeof healthSchema>
/** @see curvesSchema */
export type CurvesJson = z.infer<typeof curvesSchema>
/** @see auditEntrySchema */
export type AuditEntryJson = z.infer<typeof auditEntrySchema>
/** @see auditQuerySchema */
export type AuditQuery = z.infer<typeof auditQuerySchema>
/** @see auditPageSchema */
export type AuditPageJson = z.infer<typeof auditPageSchema>
