// How an approval is kept, whoever brings it: the chains verify it, it is stored, and a waiting time that runs is shortened.
import { and, eq, ne, sql } from 'drizzle-orm'
import {
  addresses,
  ContractError,
  checkWalletApproval,
  getPolicy,
  PolicyNotSetError,
  type Request,
  recordApproval,
  WrongWalletError,
} from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import { type Hash, type Hex, size } from 'viem'
import { askEach, type RelayerClient } from './chains.ts'
import type { Context } from './context.ts'
import { type Transaction, transact } from './db.ts'
import { Refusal } from './errors.ts'
import { askAll, chainsIn, module, requireFacts } from './gathered.ts'
import { touchRecoveries } from './recoveries.ts'
import { firstThatPasses } from './simulate.ts'
import { standingOf } from './standing.ts'
import type { RequestFacts } from './steps.ts'
import { queueSubmissions } from './submissions.ts'
import { approvals } from './tables/requests.ts'

/** An approval that is to be kept. */
export interface NewApproval {
  readonly facts: Pick<RequestFacts, 'hash' | 'request'>
  readonly approval: ApprovalJson
  /** Who brought it, for the relayer's limits. */
  readonly peer: string
  /** What is done in the same transaction, first; where it throws, nothing is kept. */
  readonly before?: (tx: Transaction) => Promise<void>
}

/**
 * Keeps an approval.
 * @throws Refusal (network_unknown, request_outdated, guardian_unknown, approval_invalid, chain_unavailable), and what `before`
 * throws
 */
export async function keepApproval(
  context: Context,
  { facts: { request, hash }, approval: given, peer, before }: NewApproval,
): Promise<void> {
  const all = chainsIn(context.chains, request.scopes)
  const chains = given.chainId === null ? all : all.filter(({ chainId }) => chainId === given.chainId)
  if (chains.length === 0) throw new Refusal('network_unknown', { internal: 'not among its networks' })
  const { signature, isEverywhere } = await normalised(context, request, given)
  const approval = { ...given, signature }
  const { said } = await askAll(context, chains, (client) => verdictOf(client, { request, hash, approval }))
  const verdicts = new Set(said.map(({ value }) => value))
  const valid = said.filter(({ value }) => value === 'valid').map(({ chainId }) => chainId)
  if (valid.length === 0) {
    if (verdicts.has('invalid')) throw new Refusal('approval_invalid')
    throw new Refusal(verdicts.has('no guardian') ? 'guardian_unknown' : 'request_outdated')
  }
  const countsOnAll = given.chainId === null && (isEverywhere || valid.length === all.length)
  await transact(context.db, async (tx) => {
    await before?.(tx)
    await store(tx, hash, approval, countsOnAll ? [0] : valid)
    await touchRecoveries(tx, [request.account])
  })
  await shorten(context, await requireFacts(context.db, hash), peer)
}

/** Where the waiting time runs, more approval shortens it without anybody asking again. */
async function shorten(context: Context, facts: RequestFacts, peer: string): Promise<void> {
  const { account, scopes } = facts.request
  const answers = await askEach(chainsIn(context.chains, scopes), (client) => standingOf(client, facts))
  const chainIds = answers.flatMap((answer) =>
    'value' in answer && answer.value === 'shortenable' ? [answer.chainId] : [],
  )
  await queueSubmissions(context.db, { action: 'start', account, requestHash: facts.hash, chainIds, peer })
}

/** A key's signature counts wherever its guardian does; a contract's perhaps on one chain only (design.md, "Approvals"). */
async function normalised(
  { config }: Pick<Context, 'config'>,
  request: Request,
  { signer, signature }: ApprovalJson,
) {
  if (size(signer) !== 20) {
    const everywhere = [addresses.passkeyValidator.toLowerCase(), config.email?.guardian]
    return { signature, isEverywhere: everywhere.some((verifier) => verifier && signer.startsWith(verifier)) }
  }
  try {
    const parameters = { module, request, guardian: signer as Hex, signature }
    return { signature: (await checkWalletApproval(parameters)).toLowerCase() as Hex, isEverywhere: true }
  } catch (error) {
    if (error instanceof WrongWalletError) return { signature, isEverywhere: false }
    throw error
  }
}

type Verdict = 'valid' | 'invalid' | 'no guardian' | 'outdated'

/** What one chain says of an approval. */
async function verdictOf(
  client: RelayerClient,
  { request, hash, approval }: { request: Request; hash: Hash; approval: { signer: Hex; signature: Hex } },
): Promise<Verdict> {
  try {
    const { policy, epoch } = await getPolicy(client, { account: request.account })
    const scope = request.scopes.find(({ chainId }) => chainId === BigInt(client.chain.id))
    if (epoch !== scope?.epoch) return 'outdated'
    const isGuardian = policy.guardians.some(({ signer }) => signer.toLowerCase() === approval.signer)
    if (!isGuardian) return 'no guardian'
    const call = recordApproval.call({ ...approval, digest: hash })
    await firstThatPasses(client, (refusal) => (refusal ? undefined : call))
    return 'valid'
  } catch (error) {
    if (error instanceof PolicyNotSetError) return 'outdated'
    if (error instanceof ContractError) return 'invalid'
    throw error
  }
}

async function store(
  tx: Transaction,
  requestHash: Hash,
  { signer, signature }: { signer: Hex; signature: Hex },
  chainIds: readonly number[],
): Promise<void> {
  const ofOneChain = and(
    ...[eq(approvals.requestHash, requestHash), eq(approvals.signer, signer), ne(approvals.chainId, 0)],
  )
  // What was for one chain would go before it there, and may be too old by now.
  if (chainIds.includes(0)) await tx.delete(approvals).where(ofOneChain)
  await tx
    .insert(approvals)
    .values(chainIds.map((chainId) => ({ requestHash, signer, signature, chainId })))
    .onConflictDoUpdate({
      target: [approvals.requestHash, approvals.signer, approvals.chainId],
      set: { signature: sql`excluded.signature` },
    })
}
