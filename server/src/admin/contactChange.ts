// Changing whom an owner wants told, by two operators: for people who have lost their mailbox and can prove it to them. Everybody
// on file is told, the old address among them.
import { and, eq } from 'drizzle-orm'
import { canonicalMailbox } from 'sparekey'
import { type ContactRow, contactJson } from '../contacts.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { addContact, removeContact } from '../mail/contactChanges.ts'
import { openField, sealField } from '../seal.ts'
import { contacts } from '../tables/mailboxes.ts'
import { record } from './audit.ts'
import { masked } from './mask.ts'

type Keyed = Pick<Context, 'config'>

/** What is to become of a contact; `address` null removes it. */
export interface ContactChange {
  readonly account: string
  readonly contactId: string
  readonly address: string | null
}

const proposedField = (id: string) => ({ table: 'proposals', id, column: 'body.address' })

/** An address in a proposal, sealed. */
export const sealProposed = (context: Keyed, proposal: string, address: string): string =>
  sealField(context, proposedField(proposal), address)

/** @see sealProposed */
export const openProposed = (context: Keyed, proposal: string, sealed: string): string =>
  openField(context, proposedField(proposal), sealed)

/**
 * The contact's address and the one that takes its place, masked.
 * @throws Refusal (contact_missing, mailbox_invalid)
 */
export async function maskedContact(
  db: Database,
  context: Keyed,
  change: ContactChange,
): Promise<readonly [from: string, to: string | undefined]> {
  const row = await findContact(db, change)
  const to = change.address === null ? undefined : mailboxIn(change.address)
  // Where a webhook goes, its owner alone says.
  if (to !== undefined && row.kind !== 'email') throw new Refusal('contact_missing')
  return [masked(contactJson(context, row).address), to && masked(to)]
}

async function findContact(db: Database, { account, contactId }: ContactChange): Promise<ContactRow> {
  const [row] = await db
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, contactId), eq(contacts.account, account)))
  if (!row) throw new Refusal('contact_missing')
  return row
}

function mailboxIn(text: string): string {
  const mailbox = canonicalMailbox(text)
  if (mailbox === undefined) throw new Refusal('mailbox_invalid')
  return mailbox
}

/**
 * Changes or removes a contact, and writes it down.
 * @throws Refusal (contact_missing, mailbox_invalid)
 */
export async function changeContact(
  tx: Database,
  context: Pick<Context, 'clock' | 'config' | 'queue'>,
  { by, details, ...change }: ContactChange & { by: string; details: Record<string, string> },
): Promise<void> {
  const { account, contactId, address } = change
  await maskedContact(tx, context, change)
  await removeContact(tx, context, { account, id: contactId })
  if (address !== null) await addContact(tx, context, { account, kind: 'email', address: mailboxIn(address) })
  await record(tx, context.clock, {
    ...{ by, action: address === null ? 'contact.removed' : 'contact.changed', subject: account },
    details: { ...details, contact: contactId },
  })
}
