// The composition root: everything is made here and handed in from here. `node server/src/main.ts` starts one server.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { SparekeyError } from 'sparekey'
import { createAdminApp } from './admin/app.ts'
import { adminContextOf } from './admin/context.ts'
import { firstLink } from './admin/links.ts'
import { type App, createApp } from './app.ts'
import { attesterOf } from './attester.ts'
import { type Chain, chainsOf } from './chains.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Config, configFromEnvironment } from './config.ts'
import type { Context } from './context.ts'
import { type OpenDatabase, openDatabase } from './db.ts'
import { jobs } from './jobs.ts'
import { createLog } from './log.ts'
import { migrate } from './migrate.ts'
import { issuerOf } from './oidc/issuer.ts'
import { startQueue } from './queue.ts'

/** What can be handed in instead of what the configuration describes. */
export interface Dependencies {
  readonly clock?: Clock
  readonly chains?: readonly Chain[]
  /** Stays open when the server stops. */
  readonly database?: OpenDatabase
  readonly log?: Logger
  /** Whether to run the jobs; true by default. */
  readonly jobs?: boolean
  /** Where the link for the first operator is shown; standard output by default, never the log. */
  readonly print?: (line: string) => void
}

/** The operator's side of a running server. */
interface Side {
  readonly url: string
  readonly app: App
}

/** A running server. */
export interface RunningServer {
  /** Where it listens; pages are at `config.origin`. */
  readonly url: string
  readonly app: App
  /** The dashboard, where there is one; its pages are at `config.admin.origin`. */
  readonly admin?: Side | undefined
  readonly context: Context
  /** Answers what was asked, ends the jobs and closes the database. Safe to call twice. */
  stop(): Promise<void>
}

/** Milliseconds that calls under way are given when a server stops. */
const GRACE = 10_000

/**
 * Starts a server.
 * @throws DataLockedError, DatabaseDamagedError, SchemaMismatchError, and what the database or the socket throws; nothing is
 * left running then.
 */
export async function startServer(config: Config, deps: Dependencies = {}): Promise<RunningServer> {
  const log = deps.log ?? createLog(config)
  const database = deps.database ?? (await openDatabase(config))
  const closeDatabase = async () => {
    if (!deps.database) await database.close()
  }
  let queue: PgBoss | undefined
  try {
    const applied = await migrate(database.db)
    const chains = deps.chains ?? chainsOf(config)
    const clock = deps.clock ?? systemClock
    const needsQueue = config.oidc?.publisherKey ?? config.webhooks
    const hasQueue = deps.jobs !== false && needsQueue !== undefined
    queue = hasQueue ? await startQueue(database, log) : undefined
    const [oidc, attester] = [issuerOf(config, clock), attesterOf(config)]
    const context: Context = { config, clock, db: database.db, chains, log, oidc, attester, queue }
    const app = createApp(context)
    const { server, url } = await listen(app, config)
    const admin = await startAdmin(context, deps.print ?? console.log).catch(async (error: unknown) => {
      await close(server)
      throw error
    })
    const running = deps.jobs === false ? [] : jobs.map((start) => start(context))
    log.info({ url, admin: admin?.url, database: database.kind, applied }, 'ready')
    const shutDown = async () => {
      await Promise.all([close(server), admin && close(admin.server)])
      await Promise.all(running.map((job) => job.stop()))
      await queue?.stop({ graceful: true, timeout: GRACE })
      await closeDatabase()
      log.info('stopped')
    }
    let stopping: Promise<void> | undefined
    return {
      ...{ url, app, context, admin },
      stop() {
        stopping ??= shutDown()
        return stopping
      },
    }
  } catch (error) {
    await queue?.stop({ graceful: false })
    await closeDatabase()
    throw error
  }
}

/** The dashboard at its own address; whoever has the host gets the link for the first operator. */
async function startAdmin(
  context: Context,
  print: (line: string) => void,
): Promise<(Side & { server: Server }) | undefined> {
  const { admin } = context.config
  if (!admin) return undefined
  const app = createAdminApp(adminContextOf(context, admin))
  const link = await firstLink(context, admin.origin)
  const listening = await listen(app, admin)
  if (link) print(`Nobody runs the dashboard yet. Become its first operator within an hour: ${link}`)
  return { ...listening, app }
}

function listen(
  app: App,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<{ server: Server; url: string }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) => {
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve({ server, url: `http://${name}:${address.port}` })
    }) as Server
    server.once('error', reject)
  })
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), GRACE)
  await closed
  clearTimeout(late)
}

async function main(): Promise<void> {
  try {
    const server = await startServer(configFromEnvironment())
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
  } catch (error) {
    console.error(error instanceof SparekeyError ? error.message : error)
    process.exitCode = 1
  }
}

if (import.meta.main) await main()
