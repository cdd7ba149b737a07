// What the server's own mails say. Nothing in them was typed by whoever caused them: names are masked to two letters, the rest
// is computed here.
import { signerFingerprint } from 'sparekey'
import type { AccountJson } from 'sparekey/schema'
import type { Address, Hash, Hex } from 'viem'
import { type MailContent, renderMail } from './layout.ts'

/** `a•••e`: enough for its owner, too little for anybody else. */
export const maskedName = (name: string): string => `${name.slice(0, 1)}•••${name.slice(-1)}`

/** Where the app is, for all mails. */
interface App {
  readonly origin: string
}

const hostOf = ({ origin }: App): string => new URL(origin).host

/** `2026-11-23 14:05 UTC`. */
export const moment = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What a code for a recovery is about. */
export interface CodeFacts {
  readonly name: string
  readonly account: Address
  readonly newSigner: Hex
  readonly hash: Hash
  readonly code: string
  /** Unix seconds. */
  readonly now: number
  readonly expires: number
  readonly device: string
  readonly place?: string | undefined
}

const once = 'It works once, for 15 minutes, and only in the browser where you started.'
const never = 'Never read this code to anybody, and paste it nowhere but into the page where you started.'

/** The mail with the code for a recovery. */
export function codeMail(app: App, facts: CodeFacts): MailContent {
  const host = hostOf(app)
  const words = signerFingerprint(facts.account, facts.newSigner)
  return renderMail({
    title: `Your code to recover ${maskedName(facts.name)} at ${host}`,
    paragraphs: [
      'Somebody is recovering this account, with a new passkey, and asks you to approve it as its e-mail guardian.',
      `If that is you, copy the code. ${once}`,
    ],
    facts: [
      ['Account', maskedName(facts.name)],
      ['App', host],
      ['New passkey', words.join(' ')],
      ['Asked from', facts.place ? `${facts.device}, ${facts.place}` : facts.device],
      ['Asked at', moment(facts.now)],
      ['Works until', moment(facts.expires)],
    ],
    code: facts.code,
    action: { label: 'Not you? Stop this recovery', url: `${app.origin}/object/${facts.hash}` },
    footer: [never],
  })
}

/** The mail with the code that proves a mailbox before it is linked. */
export function linkMail(
  app: App,
  facts: Pick<CodeFacts, 'name' | 'code' | 'now' | 'expires' | 'device' | 'place'> & {
    purpose: 'guardian' | 'contact'
  },
): MailContent {
  const host = hostOf(app)
  const what =
    facts.purpose === 'guardian'
      ? 'The owner of this account wants this mailbox as a guardian: whoever reads it may then help to recover the account.'
      : 'The owner of this account wants to be told at this mailbox of what happens to it.'
  return renderMail({
    title: `Your code to confirm this mailbox at ${host}`,
    paragraphs: [what, `If that is you, copy the code. ${once}`, 'If not, there is nothing to do.'],
    facts: [
      ['Account', maskedName(facts.name)],
      ['App', host],
      ['Asked from', facts.place ? `${facts.device}, ${facts.place}` : facts.device],
      ['Asked at', moment(facts.now)],
      ['Works until', moment(facts.expires)],
    ],
    code: facts.code,
    footer: [never],
  })
}

/** The mail that lists the accounts of its mailbox. */
export function findMail(app: App, accounts: readonly Pick<AccountJson, 'name' | 'address'>[]): MailContent {
  const host = hostOf(app)
  return renderMail({
    title: `Your accounts at ${host}`,
    paragraphs: [
      'Somebody asked which accounts this mailbox belongs to. If that was you, open the one to recover.',
      'If not, there is nothing to do: nobody but you was told.',
    ],
    facts: accounts.map(({ name, address }) => [name, address] as const),
    links: accounts.map(({ name, address }) => ({
      label: `Recover ${name}`,
      url: `${app.origin}/recover?account=${address}`,
    })),
  })
}
