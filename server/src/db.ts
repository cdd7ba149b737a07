// The database: PGlite in a directory or in memory, or PostgreSQL. The same SQL runs on all of them.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import { drizzle as drizzlePostgres, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgTransaction } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { Pool } from 'pg'
import { type Config, embeddedDatabaseDir } from './config.ts'
import { lockDirectory } from './directoryLock.ts'
import { DatabaseDamagedError } from './startErrors.ts'

type Empty = Record<string, never>
/** What queries run on; a transaction is one too. */
export type Database = PgDatabase<NodePgQueryResultHKT, Empty>
/** Inside a transaction: ask it and nothing else, PGlite has only one connection. */
export type Transaction = PgTransaction<NodePgQueryResultHKT, Empty, ExtractTablesWithRelations<Empty>>

/** An open database. */
export interface OpenDatabase {
  readonly db: Database
  readonly kind: 'pglite' | 'postgres'
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
  const lock = lockDirectory(directory)
  try {
    const files = join(directory, 'data')
    refuseDamaged(files)
    return embedded(await PGlite.create(files), () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

function openPostgres(connectionString: string): OpenDatabase {
  const pool = new Pool({ connectionString, max: 20, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => {}) // an idle connection broke; the next query opens another or says why not
  return { db: drizzlePostgres(pool), kind: 'postgres', close: () => pool.end() }
}

function embedded(client: PGlite, released: () => void): OpenDatabase {
  return {
    // Results differ only in members that are not read here.
    db: drizzlePglite(client) as unknown as Database,
    kind: 'pglite',
    async close() {
      if (!client.closed) await client.close()
      released()
    },
  }
}

/** What a whole cluster always has; the first is the last that its making writes. */
const MARKS = ['PG_VERSION', 'global/pg_control', 'base']

function refuseDamaged(files: string): void {
  if (!existsSync(files) || readdirSync(files).length === 0) return
  const missing = MARKS.find((mark) => !existsSync(join(files, mark)))
  if (missing) throw new DatabaseDamagedError(files, missing)
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
export function databaseErrorOf(error: unknown): { code: string; constraint?: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, constraint } = at as { code?: unknown; constraint?: unknown }
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code))
      return { code, ...(typeof constraint === 'string' && { constraint }) }
  }
  return undefined
}

/** Whether a statement failed because a row like this exists. */
export const isDuplicate = (error: unknown): boolean => databaseErrorOf(error)?.code === '23505'
