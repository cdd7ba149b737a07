// The composition root: everything is made here and handed in from here. `node server/src/main.ts` starts one server.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { SparekeyError } from 'sparekey'
import { type App, createApp } from './app.ts'
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
}

/** A running server. */
export interface RunningServer {
  /** Where it listens; pages are at `config.origin`. */
  readonly url: string
  readonly app: App
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
    const oidc = issuerOf(config, clock)
    const context: Context = { config, clock, db: database.db, chains, log, oidc, queue }
    const app = createApp(context)
    const { server, url } = await listen(app, config)
    const running = deps.jobs === false ? [] : jobs.map((start) => start(context))
    log.info({ url, database: database.kind, applied }, 'ready')
    const shutDown = async () => {
      await close(server)
      await Promise.all(running.map((job) => job.stop()))
      await queue?.stop({ graceful: true, timeout: GRACE })
      await closeDatabase()
      log.info('stopped')
    }
    let stopping: Promise<void> | undefined
    return {
      ...{ url, app, context },
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

function listen(app: App, { host, port }: Config): Promise<{ server: Server; url: string }> {
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
