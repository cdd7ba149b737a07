// Requests as everybody who has their link sees them, and what their endpoints have in common.
import { addresses, type ReadClient, type Request, requestFromJson } from 'sparekey'
import { bytes32Schema, type GatheredRequest } from 'sparekey/schema'
import type { Hash } from 'viem'
import { z } from 'zod'
import { accountJson, accountOf } from './accounts.ts'
import { askEach, type Chain, type RelayerClient } from './chains.ts'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { approvalsOf, factsOf, findRequest, type RequestRow } from './requestFacts.ts'
import type { RequestFacts } from './steps.ts'
import { submissionsOf } from './submissions.ts'

/** Path of one request. */
export const requestParams = z.strictObject({ hash: bytes32Schema })

/** The module whose requests these are. */
export const module = addresses.recoveryModule

/** @throws Refusal (request_unknown) */
async function requireRequest(db: Database, hash: string): Promise<RequestRow> {
  const row = await findRequest(db, hash)
  if (!row) throw new Refusal('request_unknown')
  return row
}

/**
 * A request without what was gathered for it.
 * @throws Refusal (request_unknown)
 */
export async function requireAsked(
  db: Database,
  hash: string,
): Promise<Pick<RequestFacts, 'request' | 'hash'>> {
  const row = await requireRequest(db, hash)
  return { hash: row.hash as Hash, request: requestFromJson(row.request) }
}

/** @throws Refusal (request_unknown) */
export async function requireFacts(db: Database, hash: string): Promise<RequestFacts> {
  return factsOf(db, await requireRequest(db, hash))
}

/** Everything that was gathered for a request; whoever reads it compares it with the chains. */
export async function gathered(db: Database, { hash }: Pick<RequestRow, 'hash'>): Promise<GatheredRequest> {
  const row = await requireRequest(db, hash)
  const approvals = await approvalsOf(db, hash)
  return {
    hash: hash as Hash,
    request: row.request,
    account: accountJson(await accountOf(db, row.account)),
    newPasskeyLabel: row.newPasskeyLabel,
    approvals: approvals.map(({ chainId, signer, signature }) => ({
      signer,
      signature,
      chainId: chainId === 0 ? null : chainId,
    })),
    isAccepted: row.acceptance !== null,
    submissions: await submissionsOf(db, row.account, hash),
    createdAt: row.createdAt.toISOString(),
  }
}

/**
 * The chains that a request or cancellation lists.
 * @throws Refusal (network_unknown) for one that this server does not serve
 */
export function chainsIn(chains: readonly Chain[], scopes: Request['scopes']): readonly Chain[] {
  return scopes.map((scope) => {
    const chain = chains.find(({ chainId }) => BigInt(chainId) === scope.chainId)
    if (!chain) throw new Refusal('network_unknown', { internal: `chain ${scope.chainId}` })
    return chain
  })
}

/** What the chains that answered say, and which did not. */
export interface Answers<T> {
  readonly said: readonly { readonly chainId: number; readonly value: T }[]
  readonly silent: readonly number[]
}

/**
 * Asks chains at once; one that is down is among the silent ones, for the relayer to come back to.
 * @throws Refusal (chain_unavailable) when none answers
 */
export async function askAll<T>(
  { log }: Pick<Context, 'log'>,
  chains: readonly Chain[],
  question: (client: RelayerClient & ReadClient) => Promise<T>,
): Promise<Answers<T>> {
  const answers = await askEach(chains, question)
  const said = answers.flatMap((answer) => ('value' in answer ? [answer] : []))
  const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []))
  for (const { chainId, error } of failed)
    log.warn({ chainId, code: error.code, err: error }, 'chain not asked')
  if (said.length === 0) throw new Refusal('chain_unavailable', { retryAfter: 10, cause: failed[0]?.error })
  return { said, silent: failed.map(({ chainId }) => chainId) }
}
