// Mailboxes that were proved as guardians. Like those of OpenID sign-ins, a link counts once its owner has set it up.
import { and, eq, inArray, lte, notExists, notInArray } from 'drizzle-orm'
import { emailCommitment, emailSigner } from 'sparekey'
import type { Address, Hex } from 'viem'
import type { AccountRow } from '../accounts.ts'
import { dateOf } from '../clock.ts'
import { mailboxField } from '../contacts.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { followAccount } from '../notices/noticeWork.ts'
import { sealField } from '../seal.ts'
import { accounts } from '../tables/accounts.ts'
import { guardians } from '../tables/guardians.ts'
import { contacts, emailGuardians } from '../tables/mailboxes.ts'

/** A mailbox as a guardian. */
interface Link {
  /** Lower case. */
  readonly account: string
  readonly address: string
  readonly salt: Hex
}

/** Its signer: EmailGuardian ‖ commitment. */
export function signerOf(guardian: Address, { account, address, salt }: Link): Hex {
  return emailSigner(guardian, emailCommitment({ account: account as Address, mailbox: address, salt }))
}

/** Remembers which mailbox was proved as this guardian of an account. */
export async function saveMailbox(
  tx: Database,
  context: Pick<Context, 'config' | 'clock'>,
  { account, address, salt, signer, addressHash }: Link & { signer: string; addressHash: string },
): Promise<void> {
  const row = { account, signer }
  await followAccount(tx, account)
  await tx
    .insert(emailGuardians)
    .values({
      ...{ ...row, addressHash, createdAt: dateOf(context.clock) },
      sealedAddress: sealField(context, mailboxField(row, 'sealed_address'), address),
      sealedSalt: sealField(context, mailboxField(row, 'sealed_salt'), salt),
    })
    .onConflictDoNothing()
}

/**
 * Forgets the mailboxes of guardians that are none any more.
 * @param former signers that were set up before; a mailbox that was proved and is not set up yet stays, because what was proved
 * cannot be had again without another mail
 * @param kept those that are set up now
 */
export async function dropMailboxes(
  tx: Database,
  account: string,
  { former, kept }: { former: readonly string[]; kept: readonly string[] },
): Promise<void> {
  if (former.length === 0) return
  const others = kept.length > 0 ? notInArray(emailGuardians.signer, [...kept]) : undefined
  await tx
    .delete(emailGuardians)
    .where(and(eq(emailGuardians.account, account), inArray(emailGuardians.signer, [...former]), others))
}

const MONTH = 30 * 86_400

/** Forgets mailboxes that were proved a month ago and never set up: as long as browsers keep what was not finished. */
export async function forgetUnusedMailboxes({ db, clock }: Pick<Context, 'clock' | 'db'>): Promise<void> {
  const isSetUp = db
    .select()
    .from(guardians)
    .where(and(eq(guardians.account, emailGuardians.account), eq(guardians.signer, emailGuardians.signer)))
  await db
    .delete(emailGuardians)
    .where(and(lte(emailGuardians.createdAt, dateOf(clock, -MONTH)), notExists(isSetUp)))
}

/** The accounts that a mailbox guards, and those whose owners are told there; each once. */
export async function accountsOfMailbox(db: Database, addressHash: string): Promise<AccountRow[]> {
  const guarded = await db
    .select({ account: accounts })
    .from(emailGuardians)
    .innerJoin(
      guardians,
      and(eq(guardians.account, emailGuardians.account), eq(guardians.signer, emailGuardians.signer)),
    )
    .innerJoin(accounts, eq(accounts.address, emailGuardians.account))
    .where(eq(emailGuardians.addressHash, addressHash))
  const told = await db
    .select({ account: accounts })
    .from(contacts)
    .innerJoin(accounts, eq(accounts.address, contacts.account))
    .where(and(eq(contacts.addressHash, addressHash), eq(contacts.kind, 'email')))
  const found = new Map([...guarded, ...told].map(({ account }) => [account.address, account]))
  return [...found.values()]
}
