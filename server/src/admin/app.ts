// The operator's side: its own app for its own origin and listener, with its own table of checks, sessions and headers.
import { type App, assemble } from '../app.ts'
import { Refusal } from '../errors.ts'
import type { Side } from '../handle.ts'
import { adminHeaders } from '../headers.ts'
import { type AdminChecks, adminChecks } from './checks.ts'
import type { AdminContext } from './context.ts'
import { adminEndpoints } from './routes/index.ts'
import { isFresh, type Operator, useOperator } from './sessions.ts'

/**
 * Puts the app of the dashboard together.
 * @throws RouteTableError when endpoints and their table of checks differ
 */
export function createAdminApp(context: AdminContext): App {
  return assemble(context, {
    ...{ side: operatorSide, all: adminEndpoints, headers: adminHeaders(context.config.origin) },
  })
}

const operatorSide: Side<AdminChecks, Operator, AdminContext> = {
  checks: adminChecks,
  async sessionFor(row, http, context) {
    const operator = await useOperator(context, http)
    if (!operator) throw new Refusal('session_required')
    if (row.session === 'admin' && operator.role !== 'admin') throw new Refusal('role_insufficient')
    if (row.isFresh && !isFresh(context, operator)) throw new Refusal('confirmation_required')
    return operator
  },
  subjectOf: ({ id }) => id,
}
