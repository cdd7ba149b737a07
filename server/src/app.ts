// The route table: every address that one side of the server answers, and what surrounds all of them.
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Checks, type CommonChecks, checks } from './checks.ts'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import { docsRoutes } from './docs.ts'
import type { Endpoint, Http } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { handlerOf, MAX_BODY, type Side } from './handle.ts'
import { securityHeaders } from './headers.ts'
import { endpoints } from './routes/index.ts'
import { type Session, useSession } from './sessions.ts'
import { RouteTableError } from './startErrors.ts'
import { type StaticFiles, staticFiles } from './staticFiles.ts'
import type { Variables } from './variables.ts'

/** The app without a socket. */
export type App = Hono<{ Variables: Variables }>

/**
 * Puts the app together.
 * @throws RouteTableError when endpoints and their table of checks differ
 */
export function createApp(context: Context, all: readonly Endpoint[] = endpoints): App {
  const headers = securityHeaders(context.config)
  return assemble(context, { side: appSide, all, headers, addRoutes: (app) => docsRoutes(app, all) })
}

/** Who may call at the app's own origin. */
const appSide: Side<Checks, Session, Context> = {
  checks,
  async sessionFor(row, http, context) {
    const session = await useSession(context, http)
    if (!session) throw new Refusal('session_required')
    if (row.session === 'full' && session.kind !== 'full') throw new Refusal('session_insufficient')
    return session
  },
  subjectOf: ({ account }) => account,
}

/** What one side's app is made of. */
export interface Parts<Row extends CommonChecks, S, C extends Context> {
  readonly side: Side<Row, S, C>
  readonly all: readonly Endpoint<string, C>[]
  /** Of every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** Adds what is no endpoint. */
  addRoutes?(app: App): void
}

/**
 * Puts the app of one side together; its pages are those in `config.webDir`.
 * @throws RouteTableError when endpoints and their table of checks differ
 */
export function assemble<Row extends CommonChecks, S, C extends Context>(
  context: C,
  { side, all, headers, addRoutes }: Parts<Row, S, C>,
): App {
  const names = all.map(({ name }) => name)
  requireSameNames(names, Object.keys(side.checks))
  const app: App = new Hono()
  const files = context.config.webDir === undefined ? undefined : staticFiles(context.config.webDir)
  surround(app, context, Object.entries(headers))
  for (const definition of all) {
    const [method, path] = split(definition.name)
    app.on(method, path, handlerOf(definition, side, context))
  }
  addRoutes?.(app)
  refuseOtherMethods(app, names)
  serveRest(app, files)
  return app
}

/** Names every call, adds the headers, writes one line per call, and answers failures. */
function surround(
  app: App,
  { log, clock }: Context,
  headers: readonly (readonly [name: string, value: string])[],
): void {
  const secure = (answer: Response) => {
    for (const [name, value] of headers) answer.headers.set(name, value)
    if (!answer.headers.has('Cache-Control')) answer.headers.set('Cache-Control', 'no-store')
    // By this clock locks and sessions end; the dashboard counts by it.
    answer.headers.set('Date', dateOf(clock).toUTCString())
    return answer
  }
  app.use(async (http, next) => {
    const requestId = randomUUID()
    http.set('requestId', requestId)
    http.set('log', log.child({ requestId }))
    const start = clock.now()
    await next()
    secure(http.res).headers.set('X-Request-Id', requestId)
    const { method, path } = http.req
    http.get('log').info({ method, path, status: http.res.status, ms: clock.now() - start }, 'answered')
  })
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: () => problem(new Refusal('body_too_large')) }))
  app.onError((error, http) => {
    const refusal = error instanceof Refusal ? error : new Refusal('internal', { cause: error })
    const level = refusal.code === 'internal' ? 'error' : 'info'
    const internal = { code: refusal.code, err: refusal.cause, reason: refusal.message }
    http.get('log')?.[level](internal, 'refused')
    return secure(problem(refusal))
  })
}

/** A refusal as RFC 9457 has it. */
function problem(refusal: Refusal): Response {
  const body = refusal.problem()
  const { retryAfter } = refusal
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  })
}

function refuseOtherMethods(app: App, names: readonly string[]): void {
  for (const path of new Set(names.map((name) => split(name)[1])))
    app.all(path, () => {
      throw new Refusal('method_not_allowed')
    })
}

/** Everything that is not the API is the pages. */
function serveRest(app: App, files: StaticFiles | undefined): void {
  app.all('*', (http: Http) => {
    const { method, path } = http.req
    const isApi = path === '/api' || path.startsWith('/api/')
    const answer =
      isApi || !files || (method !== 'GET' && method !== 'HEAD') ? undefined : files(http.req.raw)
    if (!answer) throw new Refusal('not_found')
    return answer
  })
}

const split = (name: string) => name.split(' ') as [method: string, path: string]

function requireSameNames(names: readonly string[], rows: readonly string[]): void {
  const served = new Set<string>()
  for (const name of names) {
    if (!rows.includes(name) || served.has(name)) throw new RouteTableError(name)
    served.add(name)
  }
  for (const name of rows) if (!served.has(name)) throw new RouteTableError(name)
}
