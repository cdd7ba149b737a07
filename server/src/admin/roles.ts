// Giving and ending roles.
import { and, eq, isNull } from 'drizzle-orm'
import type { Role } from 'sparekey/admin-schema'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { tellOperator } from '../operatorWebhook.ts'
import { operators } from '../tables/operators.ts'
import { lockAudit, record } from './audit.ts'
import { countAdmins, findOperator } from './operators.ts'
import { endSessionsOfOperator } from './sessions.ts'

type Parts = Pick<Context, 'clock' | 'config' | 'queue'>

/** A role that is given. */
interface Grant {
  readonly operatorId: string
  readonly role: Role
  readonly by: string
  readonly details: Record<string, string>
}

/**
 * Gives an operator a role; whoever has another one signs in anew.
 * @throws Refusal (operator_missing, operator_last)
 */
export async function setRole(
  tx: Database,
  context: Parts,
  { operatorId, role, by, details }: Grant,
): Promise<void> {
  await keepAnAdmin(tx, operatorId, role)
  const [row] = await tx
    .update(operators)
    .set({ role })
    .where(and(eq(operators.id, operatorId), isNull(operators.endedAt)))
    .returning()
  if (!row) throw new Refusal('operator_missing')
  await endSessionsOfOperator(tx, operatorId)
  await tellOperator(tx, context, 'operators.changed', { operator: row.name, role })
  await record(tx, context.clock, {
    ...{ by, action: 'operator.granted', subject: operatorId },
    details: { ...details, name: row.name, role },
  })
}

/**
 * Removes an operator, who is signed out at once.
 * @throws Refusal (operator_missing, operator_last)
 */
export async function removeOperator(
  tx: Database,
  context: Parts,
  { operatorId, by }: { operatorId: string; by: string },
): Promise<void> {
  await keepAnAdmin(tx, operatorId, undefined)
  const [row] = await tx
    .update(operators)
    .set({ endedAt: dateOf(context.clock), role: null })
    .where(and(eq(operators.id, operatorId), isNull(operators.endedAt)))
    .returning()
  if (!row) throw new Refusal('operator_missing')
  await endSessionsOfOperator(tx, operatorId)
  await tellOperator(tx, context, 'operators.changed', { operator: row.name, role: null })
  const details = { name: row.name }
  await record(tx, context.clock, { by, action: 'operator.removed', subject: operatorId, details })
}

/** Two who remove each other at once: the log's end is locked first, so one comes after the other. */
async function keepAnAdmin(tx: Database, operatorId: string, becomes: Role | undefined): Promise<void> {
  await lockAudit(tx)
  const row = await findOperator(tx, operatorId)
  if (row?.role === 'admin' && becomes !== 'admin' && (await countAdmins(tx)) <= 1)
    throw new Refusal('operator_last')
}
