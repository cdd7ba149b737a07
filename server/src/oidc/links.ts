// By whom accounts are found: a keyed hash of who signed in, so that a copy of the database says nobody's name.
import { createHmac } from 'node:crypto'
import { and, eq, lte, notExists, notInArray } from 'drizzle-orm'
import type { Hex } from 'viem'
import type { AccountRow } from '../accounts.ts'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import type { Secret } from '../secret.ts'
import { accounts } from '../tables/accounts.ts'
import { guardians } from '../tables/guardians.ts'
import { oidcLinks } from '../tables/oidcLinks.ts'
import type { CheckedIdToken } from './idToken.ts'

type Claims = CheckedIdToken['claims']

/** Remembers who was linked as this guardian of an account. */
export async function saveLink(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  link: { account: string; signer: Hex; identityHash: string },
): Promise<void> {
  await db
    .insert(oidcLinks)
    .values({ ...link, createdAt: dateOf(clock) })
    .onConflictDoNothing()
}

/** The accounts that whoever this is guards; one that was linked and never set up is not among them. */
export async function accountsLinkedTo(db: Database, identityHash: string): Promise<AccountRow[]> {
  const rows = await db
    .selectDistinct({ account: accounts })
    .from(oidcLinks)
    .innerJoin(
      guardians,
      and(eq(guardians.account, oidcLinks.account), eq(guardians.signer, oidcLinks.signer)),
    )
    .innerJoin(accounts, eq(accounts.address, oidcLinks.account))
    .where(eq(oidcLinks.identityHash, identityHash))
  return rows.map(({ account }) => account)
}

/** Forgets who was linked as a guardian that is none any more. */
export async function dropLinks(db: Database, account: string, kept: readonly string[]): Promise<void> {
  const others = kept.length > 0 ? notInArray(oidcLinks.signer, [...kept]) : undefined
  await db.delete(oidcLinks).where(and(eq(oidcLinks.account, account), others))
}

/** Forgets who was linked a month ago and never set up: as long as browsers keep what was not finished. */
export async function forgetUnusedLinks({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const isSetUp = db
    .select()
    .from(guardians)
    .where(and(eq(guardians.account, oidcLinks.account), eq(guardians.signer, oidcLinks.signer)))
  await db.delete(oidcLinks).where(and(lte(oidcLinks.createdAt, dateOf(clock, -MONTH)), notExists(isSetUp)))
}

const MONTH = 30 * 86_400

/** Nobody who lacks the key can tell whether a hash is of somebody. */
export function identityHash(lookupKey: Secret<Hex>, { iss, sub }: Claims): string {
  return createHmac('sha256', lookupKey.reveal())
    .update(JSON.stringify([iss, sub]))
    .digest('hex')
}
