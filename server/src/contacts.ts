// Whom an owner wants told of what happens to the account, beside the guardians' own mailboxes.
import { and, asc, eq } from 'drizzle-orm'
import type { ContactJson } from 'sparekey/schema'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import { openField } from './seal.ts'
import { guardians } from './tables/guardians.ts'
import { contacts, emailGuardians } from './tables/mailboxes.ts'

/** A row of the table. */
export type ContactRow = typeof contacts.$inferSelect

type Parts = Pick<Context, 'config'> & { readonly db: Database }

/** An account's contacts, oldest first, with their addresses. */
export async function contactsOf(context: Parts, account: string): Promise<ContactJson[]> {
  const rows = await context.db
    .select()
    .from(contacts)
    .where(eq(contacts.account, account.toLowerCase()))
    .orderBy(asc(contacts.createdAt), asc(contacts.id))
  return rows.map((row) => contactJson(context, row))
}

/** Mailboxes of an account's e-mail guardians that are set up. */
export async function guardianMailboxes(context: Parts, account: string): Promise<string[]> {
  const rows = await context.db
    .select({ row: emailGuardians })
    .from(emailGuardians)
    .innerJoin(
      guardians,
      and(eq(guardians.account, emailGuardians.account), eq(guardians.signer, emailGuardians.signer)),
    )
    .where(eq(emailGuardians.account, account.toLowerCase()))
    .orderBy(asc(emailGuardians.createdAt))
  return rows.map(({ row }) => openMailbox(context, row).address)
}

/** A contact as its owner sees it. */
export function contactJson(context: Pick<Context, 'config'>, row: ContactRow): ContactJson {
  return {
    ...{ id: row.id, kind: row.kind, isMuted: row.isMuted, createdAt: row.createdAt.toISOString() },
    address: openField(context, contactField(row.id), row.sealedAddress),
  }
}

/** Where a contact's address is sealed. */
export const contactField = (id: string) => ({ table: 'contacts', id, column: 'sealed_address' })

/** Where what is known of an e-mail guardian is sealed. */
export const mailboxField = (
  { account, signer }: { account: string; signer: string },
  column: 'sealed_address' | 'sealed_salt',
) => ({ table: 'email_guardians', id: `${account} ${signer}`, column })

/** An e-mail guardian's address and salt. */
export function openMailbox(
  context: Pick<Context, 'config'>,
  row: Pick<typeof emailGuardians.$inferSelect, 'account' | 'signer' | 'sealedAddress' | 'sealedSalt'>,
): { address: string; salt: string } {
  return {
    address: openField(context, mailboxField(row, 'sealed_address'), row.sealedAddress),
    salt: openField(context, mailboxField(row, 'sealed_salt'), row.sealedSalt),
  }
}
