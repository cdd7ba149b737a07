// What notices say, in plain words: to people by mail, and with the same words and some data to other servers. Nothing in them
// was typed by whoever recovers.
import { fingerprint, signerFingerprint } from 'sparekey'
import type { Address } from 'viem'
import type { MailParts } from '../mail/layout.ts'
import { maskedName, moment } from '../mail/messages.ts'
import type { Change, OnNetwork, Recovery, RecoveryState } from './history.ts'
import { isLive, type Notice, type RecoveryStage, type Times } from './stages.ts'

/** What is known beside the notice. */
export interface About {
  readonly origin: string
  readonly account: Address
  /** The account's name. */
  readonly name: string
  readonly nameOf: (chainId: number) => string
  /** Unix seconds by the server's clock. */
  readonly now: number
  /** By the networks' clocks. */
  readonly times: Times
}

/** A notice in words. */
export interface Words extends MailParts {
  readonly action: { readonly label: string; readonly url: string }
}

/** At the foot of every notice. */
export const never = 'Nobody from here will ever ask for your passphrase or for a code.'

/** What a notice says. */
export function wordsOf(notice: Notice, about: About): Words {
  const words = 'recovery' in notice ? recoveryWords(notice, about) : changeWords(notice, about)
  return { ...words, footer: [never] }
}

type OfRecovery = Extract<Notice, { recovery: Recovery }>

interface Saying {
  readonly title: string
  readonly says: readonly string[]
  /** Whether it can still be stopped. */
  readonly isOpen: boolean
}

function recoveryWords({ stage, recovery, changes }: OfRecovery, about: About): Words {
  const account = `${maskedName(about.name)} at ${new URL(about.origin).host}`
  const { title, says, isOpen } = sayings[stage](account, recovery, about)
  const standing = recovery.networks.map((on) => [about.nameOf(on.chainId), stateWords(on, about)] as const)
  return {
    title,
    paragraphs: [...says, ...(changes.length > 0 ? [guardiansToo(changes)] : []), ...(isOpen ? ifLost : [])],
    facts: [
      ['Account', `${maskedName(about.name)}, ${masked(about.account)}`],
      ['New passkey', signerFingerprint(about.account, recovery.newSigner).join(' ')],
      ...(standing.length > 0 ? standing : [['Networks', 'it runs on none'] as const]),
    ],
    action: isOpen
      ? { label: 'It wasn’t me – stop it', url: `${about.origin}/object/${recovery.hash}` }
      : { label: 'Look at your account', url: `${about.origin}/account` },
  }
}

const ifLost = [
  'If this is not you, stop it now: that needs one passkey prompt, no sign-in and no money.',
  'If your own passkey is lost too, you can still hold it up: ask your guardians to object, more of them than have approved it, and ask whoever runs this site to lock your account. Never let anybody hurry you.',
]

const ifYou =
  'If this is you, compare the six words below with those that your new device shows. There is nothing else to do.'

const takesOver = ({ replace }: Recovery) =>
  replace
    ? 'A new passkey is to take over, and every passkey that the account has now is to end.'
    : 'A new passkey is to be added to those that the account has.'

const sayings: Readonly<
  Record<RecoveryStage, (account: string, recovery: Recovery, about: About) => Saying>
> = {
  started: (account, recovery) => ({
    title: `Somebody is recovering ${account}`,
    says: [`The waiting time of a recovery has begun. ${takesOver(recovery)}`, ifYou],
    isOpen: true,
  }),
  sooner: (account, recovery) => ({
    title: `The recovery of ${account} will be ready earlier`,
    says: [`More guardians have approved, which shortens the waiting time. ${takesOver(recovery)}`, ifYou],
    isOpen: true,
  }),
  'half-way': (account, recovery) => ({
    title: `Half of the waiting time is over: recovery of ${account}`,
    says: [`The recovery that we told you about is still running. ${takesOver(recovery)}`, ifYou],
    isOpen: true,
  }),
  'last-day': (account, recovery) => ({
    title: `One day left: recovery of ${account}`,
    says: [`The recovery that we told you about is ready in a day. ${takesOver(recovery)}`, ifYou],
    isOpen: true,
  }),
  ready: (account, recovery) => ({
    title: `The waiting time is over: recovery of ${account}`,
    says: [`From now on the recovery can be finished at any moment. ${takesOver(recovery)}`, ifYou],
    isOpen: true,
  }),
  executed: (account, { replace, networks }, { times }) => ({
    title: `${account} was recovered`,
    says: [
      replace
        ? 'A new passkey has taken over, and the passkeys that the account had before have ended.'
        : 'A new passkey was added to those that the account had before.',
      'If this was you, there is nothing to do. If not, talk to your guardians and to whoever runs this site now: who has the new passkey uses the account.',
    ],
    isOpen: networks.some((on) => isLive(on, times)),
  }),
  stopped: (account, { networks }, { times }) => ({
    title: `The recovery of ${account} was stopped`,
    says: [
      reasonOf(networks.find(({ state }) => state in reasons)?.state),
      'If you want to recover the account, begin again. If you did not expect any of this, look at your guardians and passkeys.',
    ],
    isOpen: networks.some((on) => isLive(on, times)),
  }),
  withdrawn: (account, { networks }, { times }) => ({
    title: `Taken back by a network: recovery of ${account}`,
    says: [
      'A network has taken back its latest blocks, and with them something that we told you about this recovery. Below is where it stands now. You are told again if it changes.',
    ],
    isOpen: networks.some((on) => isLive(on, times)),
  }),
}

const reasons: Readonly<Partial<Record<RecoveryState, string>>> = {
  cancelled: 'Whoever holds a passkey of the account has stopped it.',
  objected: 'Guardians have objected to it, more of them than had approved it.',
  invalidated: 'A guardian who had approved it was suspended, which ends it.',
  guardians: 'Whoever holds a passkey of the account has changed its guardians, which ends every recovery.',
  overtaken: 'Another recovery of the account was finished, which ends all others.',
}

const reasonOf = (state: RecoveryState | undefined) => (state && reasons[state]) ?? 'It was stopped.'

const guardiansToo = (changes: readonly Change[]) =>
  changes.every(({ kind }) => kind === 'cleared')
    ? 'The account has no guardians any more. If that was not you, somebody holds a passkey of yours: sign in and set up recovery again.'
    : 'It has other guardians now. If that was not you, somebody holds a passkey of yours: sign in and look at them.'

const states: Readonly<Record<Exclude<RecoveryState, 'waiting'>, string>> = {
  executed: 'done, the new passkey owns the account',
  cancelled: 'stopped by a passkey of the account',
  objected: 'stopped by guardians',
  invalidated: 'stopped, a guardian was suspended',
  guardians: 'stopped, the guardians were changed',
  overtaken: 'stopped, another recovery was finished',
}

function stateWords({ state, chainId, readyAt, endAt }: OnNetwork, { now, times }: About): string {
  if (state !== 'waiting') return states[state]
  const left = readyAt - times(chainId)
  if (left > 0) return `can be finished in ${duration(left)} (${moment(now + left)})`
  const open = endAt - times(chainId)
  return open >= 0
    ? `can be finished now, for another ${duration(open)}`
    : 'over, it was not finished in time'
}

/** `2 days 23 hours`, `40 minutes`. */
function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const hours = Math.round(minutes / 60)
  if (minutes < 60) return counted(minutes, 'minute')
  if (hours < 24) return counted(hours, 'hour')
  const rest = hours % 24
  return [counted(Math.floor(hours / 24), 'day'), ...(rest ? [counted(rest, 'hour')] : [])].join(' ')
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** `0x1234…abcd`. */
const masked = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`

type OfChanges = Exclude<Notice, OfRecovery>

function changeWords({ stage, changes, running }: OfChanges, about: About): Words {
  const account = `${maskedName(about.name)} at ${new URL(about.origin).host}`
  const [first] = running
  const isOver = changes.some(({ ended }) => ended.length > 0)
  return {
    title:
      stage === 'guardians' ? `Guardians of ${account} were changed` : `Passkeys of ${account} were changed`,
    paragraphs: [
      `Whoever holds a passkey of the account has done this. If that was you, there is nothing to do.`,
      'If not, somebody uses your account: sign in, and look at its guardians and passkeys.',
      ...(isOver ? ['It ends every recovery that was running.'] : []),
      ...(first ? ['A recovery of this account is running. If that is not you, stop it.'] : []),
    ],
    facts: [
      ['Account', `${maskedName(about.name)}, ${masked(about.account)}`],
      ...perWhat(changes).map(
        ([what, chainIds]) => [whatWords(what, about), chainIds.map(about.nameOf).join(', ')] as const,
      ),
    ],
    action: first
      ? { label: 'Stop the recovery', url: `${about.origin}/object/${first.hash}` }
      : { label: 'Look at your account', url: `${about.origin}/account` },
  }
}

/** One line for what is the same on several networks. */
function perWhat(changes: readonly Change[]): (readonly [Change, number[]])[] {
  const whats = [...new Set(changes.map(({ what }) => what))]
  return whats.map((what) => {
    const same = changes.filter((change) => change.what === what)
    return [same[0] as Change, [...new Set(same.map(({ chainId }) => chainId))]] as const
  })
}

function whatWords({ subject, kind, publicKey }: Change, { account }: About): string {
  if (subject === 'guardians') return kind === 'cleared' ? 'No guardians any more' : 'New guardians'
  if (kind === 'replaced') return 'All earlier passkeys ended'
  if (!publicKey) return 'Passkey removed'
  return `Passkey added (${fingerprint(account, publicKey).join(' ')})`
}
