// What the server refuses, as a closed list: stable code, status, public title and sentence. Nothing else about a failure
// leaves the process; the internal text goes to the log.
import type { Problem } from 'sparekey/schema'

const list = {
  // ---- the request itself
  body_invalid: [400, 'Malformed input', 'Something in the request is not as expected.'],
  path_invalid: [400, 'Malformed address of the page', 'Something in the path is not as expected.'],
  address_invalid: [
    400,
    'Not an account address',
    'Expected 0x and 40 hex digits; with mixed case, the checksum must fit.',
  ],
  not_found: [404, 'Not found', 'There is nothing here.'],
  method_not_allowed: [405, 'Wrong method', 'This cannot be done with this method.'],
  body_too_large: [413, 'Too much input', 'A request may have at most 64 kB.'],
  content_type: [415, 'Not JSON', 'Send it as application/json.'],
  origin_refused: [403, 'Asked from another page', "Only the app's own pages may do this."],
  rate_limited: [429, 'Too many tries', 'Wait a little and try again.'],
  // ---- sessions
  session_required: [401, 'Signed out', 'Sign in with your passkey first.'],
  session_insufficient: [
    403,
    'Not allowed yet',
    'This passkey does not own the account yet. Finish the recovery first.',
  ],
  // ---- passkeys
  challenge_gone: [
    409,
    'Too late or already used',
    'This step was started elsewhere, took over 5 minutes, or is done. Start it again.',
  ],
  credential_invalid: [
    400,
    'Passkey not accepted',
    'The answer of the passkey could not be verified. Try again, or use another authenticator.',
  ],
  credential_known: [409, 'Passkey already in use', 'This passkey is registered already. Make another one.'],
  passkey_unknown: [
    403,
    'Passkey not known',
    'No account here answers to this passkey. Choose another one, or create an account.',
  ],
  passkey_ended: [
    403,
    'Passkey ended',
    'This passkey no longer owns the account: it was removed or replaced.',
  ],
  passkey_missing: [404, 'No such passkey', 'Your account has no passkey of this id.'],
  passkey_in_use: [
    409,
    'Passkey still in use',
    'Remove the passkey from your account on every network first.',
  ],
  // ---- accounts
  account_ambiguous: [
    409,
    'Several accounts',
    'This passkey owns several accounts on the networks. Say which one by its address.',
  ],
  account_unknown: [404, 'No such account', 'Nobody here has this name or address.'],
  name_taken: [409, 'Name taken', 'Somebody has this name already. Choose another one.'],
  // ---- invitations
  invitation_unknown: [404, 'No such invitation', 'The link is incomplete, or the invitation was withdrawn.'],
  invitation_invalid: [
    400,
    'Invitation not accepted',
    "The invitation is not signed by the account's owner, or its time is out of range.",
  ],
  invitation_exists: [409, 'Invitation exists', 'There is another invitation with this id.'],
  invitation_answered: [409, 'Already answered', 'This invitation was accepted or declined before.'],
  invitation_expired: [409, 'Invitation expired', 'Ask for a new invitation.'],
  // ---- signing in at the OpenID issuer
  oidc_off: [404, 'No such sign-in', 'People cannot sign in this way here.'],
  oidc_refused: [
    400,
    'Sign-in not completed',
    'It was cancelled, took too long, or was begun elsewhere. Sign in again.',
  ],
  oidc_unavailable: [503, 'Sign-in not reachable', 'Try again in a minute, or use another guardian.'],
  // ---- e-mail
  email_off: [404, 'No e-mail here', 'This server sends no e-mail.'],
  mailbox_invalid: [
    400,
    'Not an e-mail address',
    'Expected one plain address such as alice@example.org. A domain in other letters is written in its xn-- form.',
  ],
  code_gone: [
    409,
    'Code used up',
    'This code was used, is older than 15 minutes, was tried too often, or a newer one was sent. Ask for a new one.',
  ],
  code_wrong: [400, 'Code not accepted', 'The code was not opened by the browser that asked for it.'],
  webhook_invalid: [
    400,
    'Not a webhook',
    'Expected an https address that everybody can reach, without user and password.',
  ],
  contacts_full: [409, 'Enough contacts', 'An account can have 8 contacts. Remove one first.'],
  // ---- recovery requests
  request_unknown: [
    404,
    'No such request',
    'The link is incomplete, or this recovery was never asked for here.',
  ],
  network_unknown: [400, 'Network not served', 'One of the networks is not among those of this account.'],
  request_invalid: [
    400,
    'Request not accepted',
    'The request does not fit its new passkey, or its deadline or networks are out of range.',
  ],
  request_outdated: [
    409,
    'Request out of date',
    'The account has changed since, or this recovery is over. Start again with a new request.',
  ],
  guardian_unknown: [
    403,
    'Not a guardian',
    'This is not one of the guardians of the account on these networks.',
  ],
  approval_invalid: [
    400,
    'Approval not accepted',
    'The signature is not the guardian’s approval of this recovery. Ask for it again.',
  ],
  approvals_missing: [
    409,
    'Not enough approvals',
    'More guardians must approve before the waiting time can start.',
  ],
  not_started: [
    409,
    'Not started',
    'Guardians must approve, and the recovery be started, before it can be accepted.',
  ],
  acceptance_invalid: [
    400,
    'Acceptance not accepted',
    'The signature is not the new passkey’s acceptance of this recovery. Accept it again.',
  ],
  cancellation_invalid: [
    400,
    'Objection not accepted',
    'The signature is not one of a passkey that owns the account now, or its time is out of range.',
  ],
  // ---- what the operator has decided
  account_locked: [
    403,
    'Recovery locked',
    'Recovery of this account is locked for a time. Its owner can still sign in, and stop every recovery.',
  ],
  recovery_off: [
    403,
    'No help with recovery',
    'Whoever runs this service does not help with recovering this account now. Ask them, or recover without their help.',
  ],
  operator_alone: [
    403,
    'Too quick without anybody else',
    'Whoever runs this service could open this account alone in less than 72 hours, so no code by e-mail is given for it. Ask the other guardians.',
  ],
  kind_off: [403, 'Kind of guardian not offered', 'Guardians of this kind cannot be added here now.'],
  // ---- the dashboard
  role_insufficient: [403, 'Not yours to do', 'Your role does not allow this. Ask an admin.'],
  confirmation_required: [403, 'Confirm it is you', 'Use your passkey once more, then do it again.'],
  operator_unknown: [403, 'Passkey not known', 'No operator answers to this passkey.'],
  operator_waiting: [403, 'Not confirmed yet', 'Another operator must confirm your role first.'],
  operator_missing: [404, 'No such operator', 'Nobody of this id runs the dashboard.'],
  operator_last: [
    409,
    'The last admin',
    'Without an admin nobody could let anybody in. Make another one first.',
  ],
  link_gone: [409, 'Link used up', 'This link was used, or is older than an hour. Ask for another one.'],
  lock_shorter: [
    409,
    'Locked already, and longer',
    'A further lock can only last longer. To end one early, propose to unlock.',
  ],
  lock_time: [400, 'Not a time for a lock', 'A lock ends in the future, at most 30 days ahead.'],
  not_locked: [409, 'Not locked', 'The account is not locked, or no longer.'],
  settings_changed: [409, 'Changed meanwhile', 'Somebody else has changed the settings. Look at them again.'],
  delay_too_short: [
    400,
    'Waiting time too short',
    'A way of recovering cannot wait less than its preset says.',
  ],
  proposal_gone: [
    409,
    'No longer open',
    'It was decided already, is older than 7 days, or what it is about has changed since.',
  ],
  proposal_own: [403, 'Needs another operator', 'Whoever proposes something cannot confirm it.'],
  contact_missing: [404, 'No such address', 'The account has no such address on file.'],
  webhooks_off: [404, 'No webhooks', 'This server has no key to sign messages with.'],
  // ---- what the server depends on
  chain_unavailable: [
    503,
    'Network not reachable',
    'A network does not answer at the moment. Try again in a minute.',
  ],
  internal: [
    500,
    'Something went wrong here',
    'It is not your fault, and nothing was lost. Try again in a minute.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>

/** A code of the closed list. */
export type ErrorCode = keyof typeof list
/** A status that a refusal can have. */
export type RefusalStatus = (typeof list)[ErrorCode][0]

/** The status of a code. */
export const statusOf = (code: ErrorCode): RefusalStatus => list[code][0]
/** The public title of a code. */
export const titleOf = (code: ErrorCode): string => list[code][1]

/** What may accompany a refusal. */
export interface RefusalOptions {
  /** For the log only. */
  readonly internal?: string
  readonly cause?: unknown
  /** Seconds to wait, for 429 and 503. */
  readonly retryAfter?: number
  /** Where in the input the fault is, such as `credential.id`; named to the caller. */
  readonly at?: string
}

/** A refusal with a code of the closed list; its message is internal. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode
  readonly retryAfter: number | undefined
  readonly at: string | undefined

  constructor(code: ErrorCode, { internal, cause, retryAfter, at }: RefusalOptions = {}) {
    super(internal ?? code, cause === undefined ? undefined : { cause })
    this.code = code
    this.retryAfter = retryAfter
    this.at = at
  }

  /** What leaves the process (RFC 9457). */
  problem(): Problem {
    const [status, title, detail] = list[this.code]
    const where = this.at ? ` (${this.at})` : ''
    return {
      type: `urn:sparekey:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: `${detail}${where}`,
    }
  }
}
