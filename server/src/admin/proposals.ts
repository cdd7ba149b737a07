// What needs two operators: one proposes, another one confirms. Whoever confirms is an admin of an account of their own,
// and has become one by somebody else's confirmation; where there is only one operator, a command on the host takes the place.
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { ProposalBody, ProposalJson } from 'sparekey/admin-schema'
import { nameSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { accountOf } from '../accounts.ts'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { randomToken } from '../random.ts'
import { operators, proposals } from '../tables/operators.ts'
import { record } from './audit.ts'
import { changeContact, maskedContact, openProposed, sealProposed } from './contactChange.ts'
import { lockOf, unlockAccount } from './locks.ts'
import { findOperator, operatorFingerprint } from './operators.ts'
import { setRole } from './roles.ts'
import type { Operator } from './sessions.ts'

/** A proposal as it is stored. */
type ProposalRow = typeof proposals.$inferSelect

/** Seconds for which a proposal is open. */
export const PROPOSAL_LIFE = 7 * 86_400

type Parts = Pick<Context, 'clock' | 'config' | 'queue'>

/**
 * Keeps a proposal.
 * @throws Refusal (account_unknown, not_locked, contact_missing, mailbox_invalid, operator_missing)
 */
export async function propose(
  tx: Database,
  context: Parts,
  { body, by }: { body: ProposalBody; by: Pick<Operator, 'id' | 'name'> },
): Promise<string> {
  const id = randomToken()
  const { clock } = context
  await tx.insert(proposals).values({
    ...{ id, body: await storedBody(tx, context, id, body), reason: body.reason, proposedBy: by.id },
    ...{ createdAt: dateOf(clock), expiresAt: dateOf(clock, PROPOSAL_LIFE) },
  })
  const details = { proposal: id, kind: body.kind, reason: body.reason }
  await record(tx, clock, { by: by.name, action: 'proposal.made', subject: subjectOf(body), details })
  return id
}

async function storedBody(tx: Database, context: Parts, id: string, body: ProposalBody) {
  switch (body.kind) {
    case 'unlock': {
      const { address } = await accountOf(tx, body.account)
      const lock = await lockOf(tx, address, context.clock)
      if (!lock) throw new Refusal('not_locked')
      return { ...body, lockId: lock.id }
    }
    case 'contact':
      await maskedContact(tx, context, body)
      return { ...body, address: body.address && sealProposed(context, id, body.address) }
    case 'role':
      if (!(await findOperator(tx, body.operatorId))) throw new Refusal('operator_missing')
      return body
  }
}

const subjectOf = (body: ProposalBody): string => (body.kind === 'role' ? body.operatorId : body.account)

/** Who confirms: an operator, or whoever may run commands on the host. */
export interface Confirmer {
  /** None for the host. */
  readonly id?: string
  readonly name: string
}

/**
 * Does what was proposed, once.
 * @throws Refusal (proposal_gone, proposal_own) and what the deed itself refuses with
 */
export async function confirmProposal(
  tx: Database,
  context: Parts,
  { id, by }: { id: string; by: Confirmer },
): Promise<void> {
  const row = await decide(tx, context, { id, by, outcome: 'confirmed' })
  const isOwn = by.id === row.proposedBy || (row.body.kind === 'role' && row.body.operatorId === by.id)
  if (isOwn) throw new Refusal('proposal_own')
  const proposer = await findOperator(tx, row.proposedBy)
  if (!proposer?.role) throw new Refusal('proposal_gone', { internal: 'its operator was removed' })
  const details = { proposal: id, proposedBy: proposer.name, reason: row.reason }
  const deed = { by: by.name, details }
  switch (row.body.kind) {
    case 'unlock': {
      const { account, lockId = '' } = row.body
      return unlockAccount(tx, context, { ...deed, account, lockId })
    }
    case 'contact': {
      const address = row.body.address && openProposed(context, id, row.body.address)
      return changeContact(tx, context, { ...deed, ...row.body, address })
    }
    case 'role':
      return setRole(tx, context, { ...deed, ...row.body })
  }
}

/**
 * Ends a proposal without doing anything: whoever made it takes it back, or an admin declines it.
 * @throws Refusal (proposal_gone, role_insufficient)
 */
export async function declineProposal(
  tx: Database,
  context: Parts,
  { id, by }: { id: string; by: Pick<Operator, 'id' | 'name' | 'role'> },
): Promise<void> {
  const row = await decide(tx, context, { id, by, outcome: 'declined' })
  if (by.role !== 'admin' && row.proposedBy !== by.id) throw new Refusal('role_insufficient')
  const details = { proposal: id, kind: row.body.kind }
  await record(tx, context.clock, {
    ...{ by: by.name, action: 'proposal.declined', subject: subjectOf(row.body), details },
  })
}

interface Decision {
  readonly id: string
  readonly by: Confirmer
  readonly outcome: 'confirmed' | 'declined'
}

/** One conditional statement: of two who decide at once, one does. */
async function decide(tx: Database, { clock }: Parts, { id, by, outcome }: Decision): Promise<ProposalRow> {
  const [row] = await tx
    .update(proposals)
    .set({ outcome, decidedBy: by.name, decidedAt: dateOf(clock) })
    .where(and(eq(proposals.id, id), isNull(proposals.outcome), gt(proposals.expiresAt, dateOf(clock))))
    .returning()
  if (!row) throw new Refusal('proposal_gone')
  return row
}

/** The open ones, oldest first, as an operator sees them. */
export async function openProposals(
  context: Context,
  viewer?: Pick<Operator, 'id' | 'role'>,
): Promise<ProposalJson[]> {
  const { db, clock } = context
  const rows = await db
    .select({ row: proposals, by: operators.name })
    .from(proposals)
    .innerJoin(operators, eq(operators.id, proposals.proposedBy))
    .where(and(isNull(proposals.outcome), gt(proposals.expiresAt, dateOf(clock)), isNull(operators.endedAt)))
    .orderBy(asc(proposals.createdAt), asc(proposals.id))
    .limit(200)
  const all: ProposalJson[] = []
  for (const { row, by } of rows) {
    const { body } = row
    const operator = body.kind === 'role' ? await findOperator(db, body.operatorId) : undefined
    const account = body.kind === 'role' ? undefined : await accountOf(db, body.account)
    const canConfirm = viewer?.role === 'admin' && viewer.id !== row.proposedBy && operator?.id !== viewer.id
    all.push({
      ...{ id: row.id, kind: body.kind, reason: row.reason, by, canConfirm },
      account: account ? { name: nameSchema.parse(account.name), address: account.address as Hex } : null,
      operator: operator
        ? { id: operator.id, name: operator.name, fingerprint: operatorFingerprint(operator) }
        : null,
      sentence: await sentenceOf(context, row),
      ...{ createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString() },
    })
  }
  return all
}

async function sentenceOf(context: Context, { id, body }: ProposalRow): Promise<string> {
  switch (body.kind) {
    case 'unlock':
      return 'End the lock of this account before its time.'
    case 'role':
      return `Make this operator ${body.role === 'admin' ? 'an admin' : 'support'}.`
    case 'contact': {
      const address = body.address && openProposed(context, id, body.address)
      const [from, to] = await maskedContact(context.db, context, { ...body, address }).catch(
        (error: unknown) => {
          if (error instanceof Refusal) return ['an address that is gone', undefined] as const
          throw error
        },
      )
      return to ? `Replace ${from} by ${to}.` : `Remove ${from}.`
    }
  }
}
