import { eq, or, sql } from 'drizzle-orm'
import { type AccountJson, nameSchema } from 'sparekey/schema'
import { type Hex, isAddress } from 'viem'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { randomUserHandle } from './random.ts'
import { accounts } from './tables/accounts.ts'

/** An account as it is stored. */
export type AccountRow = typeof accounts.$inferSelect

/** Addresses up to here are precompiles or reserved for them. */
const LAST_RESERVED = 0xffffn

/**
 * An account's address in lower case, from what somebody typed (S-08).
 * @throws Refusal (address_invalid) for anything else, a wrong checksum, zero and precompiles
 */
export function parseAddress(text: string): Hex {
  if (!isAddress(text, { strict: text !== text.toLowerCase() }) || BigInt(text) <= LAST_RESERVED)
    throw new Refusal('address_invalid')
  return text.toLowerCase() as Hex
}

/**
 * The account of a name or address.
 * @throws Refusal (address_invalid, path_invalid, account_unknown)
 */
export async function findAccount(db: Database, nameOrAddress: string): Promise<AccountRow> {
  const isName = nameSchema.safeParse(nameOrAddress).success
  if (!isName && !nameOrAddress.startsWith('0x')) throw new Refusal('path_invalid', { at: 'nameOrAddress' })
  const key = isName ? nameOrAddress : parseAddress(nameOrAddress)
  const [row] = await db
    .select()
    .from(accounts)
    .where(or(eq(accounts.name, key), eq(accounts.address, key)))
  if (!row) throw new Refusal('account_unknown')
  return row
}

/** An account that a row refers to. */
export async function accountOf(db: Database, address: string): Promise<AccountRow> {
  const [row] = await db.select().from(accounts).where(eq(accounts.address, address))
  if (!row) throw new Refusal('account_unknown', { internal: `no account ${address}` })
  return row
}

/** What an account's address commits to, as its creation tells on the chains. */
export type CreatedAccount = Pick<AccountRow, 'address' | 'firstX' | 'firstY' | 'salt'>

/**
 * Keeps an account that the chains know and this database does not, because it was lost or the account was created elsewhere.
 * Names are in the database only: it goes by one made of its address, which nobody can register.
 */
export async function keepAccount(db: Database, created: CreatedAccount): Promise<void> {
  await db
    .insert(accounts)
    .values({
      ...created,
      ...{ name: standInName(created.address), userHandle: randomUserHandle(), createdAt: sql`now()` },
    })
    .onConflictDoNothing()
}

const standInName = (address: string) => `account-${address.slice(2, 18)}`

/** Whether a name is kept for an account whose own name was lost. */
export const isStandInName = (name: string): boolean => /^account-[0-9a-f]{16}$/.test(name)

/** What everybody may know of an account. */
export function accountJson({ name, address, firstX, firstY, salt, createdAt }: AccountRow): AccountJson {
  return {
    name,
    address: address as Hex,
    firstPublicKey: { x: firstX as Hex, y: firstY as Hex },
    salt: salt as Hex,
    createdAt: createdAt.toISOString(),
  }
}
