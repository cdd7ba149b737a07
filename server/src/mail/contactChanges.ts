// Contacts come and go by their owner's hand, and everybody who was told before is told of it: also whoever was removed.
import { and, eq, sql } from 'drizzle-orm'
import type { ContactJson } from 'sparekey/schema'
import { dateOf } from '../clock.ts'
import { type ContactRow, contactField, contactJson } from '../contacts.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { tellOfContact } from '../notices/contactNotice.ts'
import { followAccount } from '../notices/noticeWork.ts'
import { randomToken } from '../random.ts'
import { touchRecoveries } from '../recoveries.ts'
import { lookupHash, sealField } from '../seal.ts'
import { accounts } from '../tables/accounts.ts'
import { contacts } from '../tables/mailboxes.ts'
import { mailboxHash } from './outbox.ts'

const MOST_CONTACTS = 8

type Parts = Pick<Context, 'config' | 'clock' | 'queue'>

/** A contact that is to be. */
export interface NewContact {
  readonly account: string
  readonly kind: ContactRow['kind']
  /** An e-mail address in its canonical spelling, or a URL. */
  readonly address: string
}

/**
 * Adds a contact; one that is there already stays as it is.
 * @throws Refusal (contacts_full)
 */
export async function addContact(
  tx: Database,
  context: Parts,
  { account, kind, address }: NewContact,
): Promise<ContactJson> {
  // Two at once: one after the other, or there could be one too many.
  await tx.select().from(accounts).where(eq(accounts.address, account)).for('update')
  const addressHash =
    kind === 'email' ? mailboxHash(context, address) : lookupHash(context, 'webhook', address)
  const ofAccount = await tx.select().from(contacts).where(eq(contacts.account, account))
  const known = ofAccount.find((row) => row.kind === kind && row.addressHash === addressHash)
  if (known) return contactJson(context, known)
  if (ofAccount.length >= MOST_CONTACTS) throw new Refusal('contacts_full')
  await tellOfContact(tx, context, { account, kind, change: 'added' })
  const id = randomToken()
  const row: ContactRow = {
    ...{ id, account, kind, addressHash, isMuted: false, createdAt: dateOf(context.clock) },
    sealedAddress: sealField(context, contactField(id), address),
  }
  await followAccount(tx, account)
  await tx.insert(contacts).values(row)
  await touchRecoveries(tx, [account])
  return contactJson(context, row)
}

/**
 * Removes a contact of an account.
 * @throws Refusal (contact_missing)
 */
export async function removeContact(
  tx: Database,
  context: Parts,
  { account, id }: { account: string; id: string },
): Promise<void> {
  const own = and(eq(contacts.id, id), eq(contacts.account, account))
  const [row] = await tx.select().from(contacts).where(own).for('update')
  if (!row) throw new Refusal('contact_missing')
  await tellOfContact(tx, context, { account, kind: row.kind, change: 'removed' })
  await tx.delete(contacts).where(own)
}

/** What a notice's link for unsubscribing says: which contact, and that we have made the link. */
export const unsubscribeToken = (context: Pick<Context, 'config'>, contactId: string): string =>
  `${contactId}.${lookupHash(context, 'unsubscribe', contactId)}`

/**
 * Mutes the contact that a token names: it gets no more notices, and security mail as before.
 * @throws Refusal (contact_missing)
 */
export async function unsubscribe(
  { db, ...context }: Parts & { db: Database },
  token: string,
): Promise<void> {
  const [id = ''] = token.split('.')
  if (unsubscribeToken(context, id) !== token) throw new Refusal('contact_missing')
  const muted = await db
    .update(contacts)
    .set({ isMuted: sql`true` })
    .where(and(eq(contacts.id, id), eq(contacts.kind, 'email')))
    .returning({ id: contacts.id })
  if (muted.length !== 1) throw new Refusal('contact_missing')
}
