// What the database knows of a request, for the relayer and for those who ask.
import { asc, eq } from 'drizzle-orm'
import { requestFromJson } from 'sparekey'
import type { RequestJson } from 'sparekey/schema'
import type { Hash, Hex } from 'viem'
import type { Database } from './db.ts'
import type { RequestFacts, StoredApproval } from './steps.ts'
import { approvals, cancellations, requests } from './tables/requests.ts'

/** A row of the table. */
export type RequestRow = typeof requests.$inferSelect

/** A request's row. */
export async function findRequest(db: Database, hash: string): Promise<RequestRow | undefined> {
  const [row] = await db.select().from(requests).where(eq(requests.hash, hash))
  return row
}

/** All approvals of a request that were verified and stored. */
export async function approvalsOf(db: Database, hash: string): Promise<StoredApproval[]> {
  const rows = await db
    .select()
    .from(approvals)
    .where(eq(approvals.requestHash, hash))
    .orderBy(asc(approvals.signer), asc(approvals.chainId))
  return rows.map(({ signer, signature, chainId }) => ({
    signer: signer as Hex,
    signature: signature as Hex,
    chainId,
  }))
}

/** Everything about a request that the relayer needs. */
export async function factsOf(db: Database, row: RequestRow): Promise<RequestFacts> {
  const [cancellation] = await db.select().from(cancellations).where(eq(cancellations.requestHash, row.hash))
  return {
    hash: row.hash as Hash,
    request: requestFromJson(row.request),
    approvals: await approvalsOf(db, row.hash),
    acceptance: row.acceptance as Hex | null,
    cancellation: cancellation
      ? {
          deadline: cancellation.deadline,
          signature: cancellation.signature as Hex,
          scopes: scopesFromJson(cancellation.scopes),
        }
      : null,
  }
}

/** Scopes in JSON, as the SDK wants them. */
export function scopesFromJson(scopes: RequestJson['scopes']) {
  return scopes.map(({ chainId, epoch }) => ({ chainId: BigInt(chainId), epoch }))
}
