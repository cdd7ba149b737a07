// The database: PGlite in a directory or in memory, or PostgreSQL. The same SQL runs on all of them.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import { drizzle as drizzlePostgres, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgTransaction } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { Pool } from 'pg'
import { type Db, fromPglite } from 'pg-boss'
import { type Config, embeddedDatabaseDir } from './config.ts'
import { lockDirectory } from './directoryLock.ts'
import { DatabaseDamagedError, DataLockedError } from './startErrors.ts'

type Empty = Record<string, never>
/** What queries run on; a transaction is one too. */
export type Database = PgDatabase<NodePgQueryResultHKT, Empty>
/** Inside a transaction: ask it and nothing else, PGlite has only one connection. */
export type Transaction = PgTransaction<NodePgQueryResultHKT, Empty, ExtractTablesWithRelations<Empty>>

/** An open database. */
export interface OpenDatabase {
  readonly db: Database
  readonly kind: 'pglite' | 'postgres'
  /** The same database as the queue of jobs asks it. */
  readonly queueDb: Db
  /** Ends all connections and lets go of the directory. */
  close(): Promise<void>
}

/**
 * Opens the configured database; it is not migrated yet.
 * @throws DataLockedError (B-04), DatabaseDamagedError (B-05)
 */
export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<OpenDatabase> {
  if (config.databaseUrl) return openPostgres(config.databaseUrl.reveal())
  if (config.dataDir === undefined) return embedded(await PGlite.create(), () => {})
  const directory = embeddedDatabaseDir(config.dataDir)
  const lock = lockDirectory(directory, (locked, pid) => new DataLockedError(locked, pid))
  try {
    return embedded(await openFiles(directory), () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Written once the database has been made whole; without it the first start was interrupted (B-05). */
const COMPLETE = 'complete'

async function openFiles(directory: string): Promise<PGlite> {
  const files = join(directory, 'data')
  const mark = join(directory, COMPLETE)
  const isNew = !existsSync(files) || readdirSync(files).length === 0
  const missing = isNew ? undefined : [mark, ...PARTS.map((part) => join(files, part))].find(isMissing)
  if (missing) throw new DatabaseDamagedError(directory, missing)
  const client = await PGlite.create(files).catch((cause: unknown) => {
    throw new DatabaseDamagedError(directory, 'something that PostgreSQL needs', cause)
  })
  if (isNew) writeFileSync(mark, '')
  return client
}

/** What a whole cluster always has. */
const PARTS = ['PG_VERSION', 'global/pg_control', 'base']
const isMissing = (path: string) => !existsSync(path)

function openPostgres(connectionString: string): OpenDatabase {
  const pool = new Pool({ connectionString, max: 20, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => {}) // an idle connection broke; the next query opens another or says why not
  const queueDb: Db = { executeSql: (text, values) => pool.query(text, values) }
  return { db: drizzlePostgres(pool), kind: 'postgres', queueDb, close: () => pool.end() }
}

function embedded(client: PGlite, released: () => void): OpenDatabase {
  return {
    // Results differ only in members that are not read here.
    db: drizzlePglite(client) as unknown as Database,
    kind: 'pglite',
    queueDb: fromPglite(client),
    async close() {
      if (!client.closed) await client.close()
      released()
    },
  }
}

const TRIES = 5
/** Serialization failure and deadlock: the work may simply be done again. */
const REPEATABLE = new Set(['40001', '40P01'])

/** Runs work in one transaction, again where the database asks for it (B-11). */
export async function transact<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work)
    } catch (error) {
      if (attempt === TRIES || !REPEATABLE.has(databaseErrorOf(error)?.code ?? '')) throw error
    }
  }
}

/** What PostgreSQL said, under whatever the driver or Drizzle wrapped around it. */
function databaseErrorOf(error: unknown): { code: string; constraint?: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, constraint } = at as { code?: unknown; constraint?: unknown }
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code))
      return { code, ...(typeof constraint === 'string' && { constraint }) }
  }
  return undefined
}

/** Whether a statement failed because a row like this exists. */
export const isDuplicate = (error: unknown): boolean => databaseErrorOf(error)?.code === '23505'
