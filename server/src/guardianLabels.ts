import { asc, eq } from 'drizzle-orm'
import type { GuardianLabel } from 'sparekey/schema'
import type { Hex } from 'viem'
import type { Database } from './db.ts'
import { guardians } from './tables/guardians.ts'

/** An owner's guardians as they were given. */
export async function guardianLabelsOf(db: Database, account: string): Promise<GuardianLabel[]> {
  const rows = await db
    .select()
    .from(guardians)
    .where(eq(guardians.account, account))
    .orderBy(asc(guardians.position))
  return rows.map(({ signer, kind, label, passphraseVersion }) => ({
    ...{ signer: signer as Hex, kind, label },
    ...(passphraseVersion !== null && { passphraseVersion }),
  }))
}
