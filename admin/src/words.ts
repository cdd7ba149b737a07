// What the server's short names are called on the screens. A name that is new is shown as it is, readably.
import type {
  AccountRecovery,
  Concern,
  MailJson,
  OperatorEvent,
  PendingState,
  RecoverySettings,
  Role,
} from 'sparekey/admin-schema'

/** A kind of guardian. */
export type Kind = RecoverySettings['kinds'][number]

/** What operators may do, by role. */
export const roleWords: Record<Role, { readonly title: string; readonly note: string }> = {
  admin: {
    title: 'Administrator',
    note: 'May do everything: settings, operators and the webhook too.',
  },
  support: {
    title: 'Support',
    note: 'Sees recoveries, accounts, mail and the audit log; can lock an account and switch recovery on for one.',
  },
}

/** Kinds of guardians. */
export const kindWords: Record<Kind, { readonly title: string; readonly note: string }> = {
  wallet: { title: 'Wallet', note: 'The customer’s other wallet signs.' },
  passphrase: {
    title: 'Passphrase',
    note: 'Six words on paper; nobody can guess them, nobody can replace them.',
  },
  passkey: { title: 'Another passkey', note: 'A friend’s, or a security key in a drawer.' },
  oidc: { title: 'Sign-in', note: 'Google or another sign-in.' },
  email: { title: 'E-mail', note: 'Whoever reads the mailbox. The one kind for which customers trust you.' },
}

/** Reasons for concern: in short, and what stands behind it. */
export const concernWords: Record<Concern, { readonly title: string; readonly note: string }> = {
  'new-device': {
    title: 'New device',
    note: 'Neither this device nor its place on the internet was seen with this account before.',
  },
  'shared-address': {
    title: 'Several accounts',
    note: 'Other accounts are being recovered from the same place on the internet.',
  },
  'changed-lately': {
    title: 'Changed lately',
    note: 'Guardians, a mailbox or a contact were changed within the 7 days before.',
  },
  'email-alone': { title: 'E-mail alone', note: 'Nobody but the e-mail guardian has approved.' },
  'notice-undelivered': {
    title: 'Owner not reached',
    note: 'A message about this recovery was not delivered, or went only to a mailbox that guards the account.',
  },
}

/** How far a recovery is. */
export const stateWords: Record<PendingState, string> = {
  asked: 'Asked for',
  approved: 'Approved',
  waiting: 'Waiting',
  ready: 'Ready',
}

/** Recovery of one account. */
export const recoveryWords: Record<AccountRecovery, string> = {
  default: 'As for all',
  on: 'On',
  off: 'Off',
}

/** What became of a mail. */
export const mailStates: Record<MailJson['state'], string> = {
  queued: 'On its way',
  deferred: 'Tried again',
  sent: 'Sent',
  bounced: 'Refused',
  expired: 'Given up',
}

/** What the webhook tells. */
export const eventWords: Record<OperatorEvent, string> = {
  'recovery.started': 'A recovery’s waiting time started',
  'recovery.executed': 'A recovery was finished',
  'recovery.stopped': 'A recovery was stopped',
  'account.locked': 'An account was locked',
  'account.unlocked': 'An account was unlocked',
  'mail.undelivered': 'A mail could not be delivered',
  'settings.changed': 'Settings were changed',
  'operators.changed': 'Operators were changed',
}

const actions: Record<string, string> = {
  started: 'Notice: recovery started',
  sooner: 'Notice: recovery will be ready sooner',
  'half-way': 'Notice: half of the time is over',
  'last-day': 'Notice: one day left',
  ready: 'Notice: recovery can be finished',
  executed: 'Notice: recovery finished',
  stopped: 'Notice: recovery stopped',
  withdrawn: 'Notice: a network took something back',
  guardians: 'Notice: guardians changed',
  passkeys: 'Notice: passkeys changed',
  contact: 'Notice: who is told was changed',
  undelivered: 'Notice: a message was not delivered',
  code: 'Code for a recovery',
  link: 'Code to confirm a mailbox',
  find: 'List of accounts',
  RecoveryStarted: 'Waiting time started',
  RecoveryExecuted: 'Recovery finished: the new passkey is in',
  RecoveryAdvanced: 'Waiting time shortened',
  RecoveriesCancelled: 'Recoveries stopped by the owner',
  RecoveryObjected: 'Recovery stopped by guardians',
  RecoveryInvalidated: 'Recovery ended: a guardian was suspended',
  PolicySet: 'Guardians set up',
  PolicyCleared: 'Guardians removed',
  PasskeyAdded: 'Passkey added',
  PasskeyRemoved: 'Passkey removed',
  PasskeysReplaced: 'All earlier passkeys ended',
  create: 'Account created',
  start: 'Start sent',
  execute: 'Finish sent',
  recover: 'Recovery without waiting sent',
  cancel: 'Stop sent',
}

/** "Account locked" for `account.locked`: what happened, as a person would write it. */
export function actionWords(name: string): string {
  const known = actions[name.replace(/^notice\./, '')]
  if (known) return known
  const words = name.replaceAll(/[._-]/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

/** "2 guardians", "1 guardian". */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
