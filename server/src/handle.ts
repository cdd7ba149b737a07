// What happens around an endpoint's own work: its checks in the order of their table, its schemas, its answer.
import type { Handler } from 'hono'
import type { z } from 'zod'
import type { CommonChecks } from './checks.ts'
import type { Context } from './context.ts'
import type { Endpoint, Http } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { count } from './limits.ts'
import { peerOf } from './peer.ts'
import type { Variables } from './variables.ts'

/** Bytes that a body may have. */
export const MAX_BODY = 64 * 1024

/** One side of the server, the app's or the operator's: what its checks are made with. */
export interface Side<Row extends CommonChecks, Session, C extends Context> {
  /** A row for each of its endpoints. */
  readonly checks: Readonly<Record<string, Row>>
  /**
   * Who calls, where the row wants somebody.
   * @throws Refusal where it is somebody who may not
   */
  sessionFor(row: Row, http: Http, context: C): Promise<Session | undefined>
  /** Whom the last column counts for. */
  subjectOf(session: Session): string
}

/** Makes Hono's handler of an endpoint. */
export function handlerOf<Row extends CommonChecks, Session, C extends Context>(
  definition: Endpoint<string, C>,
  side: Side<Row, Session, C>,
  context: C,
): Handler<{ Variables: Variables }> {
  const { name } = definition
  const row = side.checks[name] as Row
  return async (http) => {
    const peer = peerOf(http, context.config)
    await count(context, `${name} ${peer}`, row.peer)
    if (row.origin) requireOrigin(http, context)
    if (row.json) requireJson(http)
    const session = row.session === 'none' ? undefined : await side.sessionFor(row, http, context)
    const limitAccount = (account: string) => count(context, `${name} ${account}`, row.subject)
    if (session && row.subject) await limitAccount(side.subjectOf(session))
    const input = {
      params: definition.params && parse(definition.params, http.req.param(), 'path_invalid'),
      query: definition.query && parse(definition.query, http.req.query(), 'path_invalid'),
      body: definition.body && parse(definition.body, await json(http), 'body_invalid'),
      ...{ session, http, peer, limitAccount, log: http.get('log') },
    }
    const answer = await definition.handle(input, context)
    if (answer instanceof Response) return answer
    if (definition.status === 204 || !definition.answer) return http.body(null, 204)
    return http.json(definition.answer.parse(answer) as object, definition.status)
  }
}

/** Forms and scripts of other pages have another origin, or none (S-03). */
function requireOrigin(http: Http, { config }: Context): void {
  const origin = http.req.header('origin')
  const site = http.req.header('sec-fetch-site') ?? 'same-origin'
  if (origin === config.origin && site === 'same-origin') return
  throw new Refusal('origin_refused', { internal: `origin ${origin}, site ${site}` })
}

function requireJson(http: Http): void {
  const type = http.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type))
    throw new Refusal('content_type', { internal: `content type ${type}` })
}

async function json(http: Http): Promise<unknown> {
  try {
    return JSON.parse(await http.req.text())
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Refusal('body_invalid', { internal: 'not JSON' })
    throw cause
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, code: 'path_invalid' | 'body_invalid'): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const at = parsed.error.issues[0]?.path.join('.').slice(0, 100)
  throw new Refusal(code, at ? { at } : {})
}
