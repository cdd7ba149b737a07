import type { Definition, Endpoint } from '../endpoint.ts'
import type { AdminEndpointName, adminChecks } from './checks.ts'
import type { AdminContext } from './context.ts'
import type { Operator } from './sessions.ts'

/** Any endpoint of the dashboard. */
export type AdminEndpoint = Endpoint<AdminEndpointName, AdminContext>

type OperatorOf<N extends AdminEndpointName> = (typeof adminChecks)[N]['session'] extends 'none'
  ? undefined
  : Operator

/** Describes an endpoint of the dashboard, as `endpoint` does those of the app. */
export function adminEndpoint<
  const N extends AdminEndpointName,
  Params = undefined,
  Query = undefined,
  Body = undefined,
  Answer = void,
>(definition: Definition<N, Params, Query, Body, Answer, OperatorOf<N>, AdminContext>): AdminEndpoint {
  return definition as AdminEndpoint
}
