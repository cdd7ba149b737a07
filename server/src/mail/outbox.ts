// Mails that are to be sent: written in the transaction of what they are about, sent by the job `mailer`.
import { sql } from 'drizzle-orm'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { randomToken } from '../random.ts'
import { lookupHash, openField, sealField } from '../seal.ts'
import { mails } from '../tables/mailboxes.ts'
import type { MailContent } from './layout.ts'

/** One mail to one address. */
export interface OutgoingMail {
  /** Whose account it is about; empty where it is about several. */
  readonly account: string
  /** `code`, `contact`, `find`, or a notice's name. */
  readonly kind: string
  /** Nobody can unsubscribe from security mail. */
  readonly isSecurity: boolean
  /** The one recipient, in its canonical spelling. */
  readonly to: string
  readonly content: MailContent
  /** After it nothing is sent. */
  readonly expiresAt: Date
  readonly notBefore?: Date
}

/**
 * Queues a mail; it is sent once the transaction has succeeded.
 * @returns its id
 */
export async function queueMail(
  tx: Database,
  context: Pick<Context, 'config' | 'clock'>,
  { account, kind, isSecurity, to, content, expiresAt, notBefore }: OutgoingMail,
): Promise<string> {
  const id = randomToken()
  const now = dateOf(context.clock)
  await tx.insert(mails).values({
    ...{ id, account: account.toLowerCase(), kind, isSecurity, expiresAt },
    sealedAddress: sealField(context, fieldOf(id, 'sealed_address'), to),
    addressHash: mailboxHash(context, to),
    sealedContent: sealField(context, fieldOf(id, 'sealed_content'), JSON.stringify(content)),
    ...{ state: 'queued', notBefore: notBefore ?? now, createdAt: now },
  })
  return id
}

/**
 * Queues a mail, or does the same work and takes it back: nobody can tell by the time it takes which of them it was (S-06).
 */
export async function queueMailIf(
  tx: Database,
  context: Pick<Context, 'config' | 'clock'>,
  isSent: boolean,
  mail: OutgoingMail,
): Promise<void> {
  const id = await queueMail(tx, context, mail)
  await tx.delete(mails).where(sql`${mails.id} = ${id} and not ${isSent}::boolean`)
}

/** What a mailbox is found by. */
export const mailboxHash = (context: Pick<Context, 'config'>, address: string): string =>
  lookupHash(context, 'mailbox', address)

type Row = Pick<typeof mails.$inferSelect, 'id' | 'sealedAddress' | 'sealedContent'>

/** Recipient and content of a mail that can still be sent; nothing once it is over. */
export function openMail(
  context: Pick<Context, 'config'>,
  { id, sealedAddress, sealedContent }: Row,
): { to: string; content: MailContent } | undefined {
  if (sealedContent === null) return undefined
  const text = openField(context, fieldOf(id, 'sealed_content'), sealedContent)
  return {
    to: openField(context, fieldOf(id, 'sealed_address'), sealedAddress),
    content: JSON.parse(text) as MailContent,
  }
}

/** Where a mail's address is sealed. */
export const mailAddressField = (id: string) => fieldOf(id, 'sealed_address')

const fieldOf = (id: string, column: 'sealed_address' | 'sealed_content') => ({ table: 'mails', id, column })
