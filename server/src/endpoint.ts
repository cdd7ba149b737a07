import type { Context as HonoContext } from 'hono'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { checks, EndpointName } from './checks.ts'
import type { Context } from './context.ts'
import type { ErrorCode } from './errors.ts'
import type { Session } from './sessions.ts'

/** The HTTP side of one call, for cookies. */
// biome-ignore lint/suspicious/noExplicitAny: any app's call
export type Http = HonoContext<any>

/** What an endpoint is called with: everything is checked by then. */
interface Input<Params, Query, Body, S> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly session: S
  readonly http: Http
  /** The caller's network address, as limits count it. */
  readonly peer: string
  readonly log: Logger
  /** Counts this call for an account that became known on the way (the last column of the table). */
  limitAccount(account: string): Promise<void>
}

type SessionOf<N extends EndpointName> = (typeof checks)[N]['session'] extends 'none' ? undefined : Session

/** An endpoint as its file describes it; of which side, its name, its sessions and its context say. */
export interface Definition<N extends string, Params, Query, Body, Answer, S, C extends Context> {
  readonly name: N
  /** One sentence for the document. */
  readonly summary: string
  readonly params?: z.ZodType<Params>
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
  readonly status: 200 | 201 | 202 | 204
  /** Shape of the answer; none for 204. Members that it does not have never leave the process. */
  readonly answer?: z.ZodType<Answer>
  /** What it refuses with, beside what its checks refuse with. */
  readonly errors: readonly ErrorCode[]
  /** Gives the answer; a whole Response only where the status depends. */
  handle(input: Input<Params, Query, Body, S>, context: C): Promise<Answer | Response>
}

// What is handed in was parsed with the endpoint's own schemas, so the types of one do not matter to the others.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
/** Any endpoint, of the app's side unless something else is said. */
export interface Endpoint<N extends string = EndpointName, C extends Context = Context>
  extends Omit<Definition<N, any, any, any, any, any, C>, 'handle'> {
  handle(input: Input<any, any, any, any>, context: C): Promise<unknown>
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** Describes an endpoint; what its handler gets and must give follows from the schemas and the table of checks. */
export function endpoint<const N extends EndpointName, Params = undefined, Body = undefined, Answer = void>(
  definition: Definition<N, Params, undefined, Body, Answer, SessionOf<N>, Context>,
): Endpoint {
  return definition as Endpoint
}
