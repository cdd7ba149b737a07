import { and, count, eq, isNull } from 'drizzle-orm'
import { encodePublicKey, fingerprint } from 'sparekey'
import type { OperatorJson } from 'sparekey/admin-schema'
import { zeroAddress } from 'viem'
import type { Database } from '../db.ts'
import { publicKeyOf } from '../passkeys.ts'
import { operators } from '../tables/operators.ts'

/** An operator as it is stored. */
export type OperatorRow = typeof operators.$inferSelect

/** What operators see of each other. */
export function operatorJson(row: OperatorRow): OperatorJson {
  const { id, name, role, createdAt, lastSeenAt } = row
  return {
    ...{ id, name, role },
    fingerprint: operatorFingerprint(row),
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }
}

/** Six words of an operator's passkey, by which it is compared. */
export const operatorFingerprint = (key: Pick<OperatorRow, 'x' | 'y'>): string =>
  fingerprint(zeroAddress, encodePublicKey(publicKeyOf(key))).join(' ')

/** One who has not been removed. */
export async function findOperator(db: Database, id: string): Promise<OperatorRow | undefined> {
  const [row] = await db
    .select()
    .from(operators)
    .where(and(eq(operators.id, id), isNull(operators.endedAt)))
  return row
}

/** How many can let others in. */
export async function countAdmins(db: Database): Promise<number> {
  const [row] = await db
    .select({ admins: count() })
    .from(operators)
    .where(and(eq(operators.role, 'admin'), isNull(operators.endedAt)))
  return row?.admins ?? 0
}
