// Who runs the dashboard.
import { asc, eq, isNull } from 'drizzle-orm'
import { operatorLinkSchema, operatorSchema, roleSchema } from 'sparekey/admin-schema'
import { labelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { operators } from '../../tables/operators.ts'
import { HOST, record } from '../audit.ts'
import { adminEndpoint } from '../endpoint.ts'
import { makeLink } from '../links.ts'
import { operatorJson } from '../operators.ts'
import { removeOperator } from '../roles.ts'

/** Path of one operator. */
const operatorParams = z.strictObject({ id: operatorSchema.shape.id })

/** GET /api/operators */
export const getOperators = adminEndpoint({
  name: 'GET /api/operators',
  summary: 'Who runs the dashboard, and who is waiting to.',
  status: 200,
  answer: z.array(operatorSchema),
  errors: [],
  async handle(_, { db }) {
    const rows = await db
      .select()
      .from(operators)
      .where(isNull(operators.endedAt))
      .orderBy(asc(operators.createdAt), asc(operators.id))
    return rows.map(operatorJson)
  },
})

/** POST /api/operators */
export const postOperators = adminEndpoint({
  name: 'POST /api/operators',
  summary:
    'A one-time link for a further operator, whose role another admin confirms once the passkey is made.',
  body: z.strictObject({
    name: labelSchema.refine((name) => name.toLowerCase() !== HOST),
    role: roleSchema,
  }),
  status: 201,
  answer: operatorLinkSchema,
  errors: ['name_taken'],
  async handle({ body: { name, role }, session }, { db, clock, config }) {
    const [taken] = await db.select({ id: operators.id }).from(operators).where(eq(operators.name, name))
    if (taken) throw new Refusal('name_taken')
    const { link, expiresAt } = await transact(db, async (tx) => {
      const made = await makeLink(tx, { clock }, config.origin, { name, role, invitedBy: session.id })
      await record(tx, clock, { by: session.name, action: 'operator.invited', details: { name, role } })
      return made
    })
    return { link, expiresAt: expiresAt.toISOString() }
  },
})

/** DELETE /api/operators/:id */
export const deleteOperator = adminEndpoint({
  name: 'DELETE /api/operators/:id',
  summary: 'Removes an operator, who is signed out at once. Taking a role away needs nobody else.',
  params: operatorParams,
  status: 204,
  errors: ['path_invalid', 'operator_missing', 'operator_last'],
  async handle({ params, session }, { db, app }) {
    await transact(db, (tx) => removeOperator(tx, app, { operatorId: params.id, by: session.name }))
  },
})
