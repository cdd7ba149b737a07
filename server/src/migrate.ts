// Migrations are SQL files made by drizzle-kit. They run at start, all in one transaction under an advisory lock, so that an
// interrupted start leaves nothing behind and two servers do not migrate at once (B-08).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { migrationsDir } from './config.ts'
import { type Database, type Transaction, transact } from './db.ts'
import { SchemaMismatchError } from './startErrors.ts'

/** One migration, in the order of names. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

const LOCK = 7_277_273_539
const BREAKPOINT = '--> statement-breakpoint'

/** The migrations that come with this version. */
export function ownMigrations(directory = migrationsDir): readonly Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(directory, name), 'utf8') }))
}

/**
 * Brings the database to this version. Safe to call twice and from several processes.
 * @returns the names of what was applied now
 * @throws SchemaMismatchError when it was migrated by something newer or else; nothing is changed then.
 */
export function migrate(db: Database, migrations = ownMigrations()): Promise<readonly string[]> {
  return transact(db, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
    await tx.execute(
      sql`create table if not exists migrations (name text primary key, hash text not null, applied_at timestamptz not null default now())`,
    )
    const applied = await appliedTo(tx)
    refuseOthers(applied, migrations)
    const missing = migrations.filter(({ name }) => !applied.has(name))
    for (const migration of missing) await apply(tx, migration)
    return missing.map(({ name }) => name)
  })
}

async function appliedTo(tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.execute<{ name: string; hash: string }>(
    sql`select name, hash from migrations order by name`,
  )
  return new Map(rows.map(({ name, hash }) => [name, hash]))
}

function refuseOthers(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, hashOf(migration)]))
  for (const [name, hash] of applied) if (known.get(name) !== hash) throw new SchemaMismatchError(name)
}

async function apply(tx: Transaction, migration: Migration): Promise<void> {
  for (const statement of migration.sql.split(BREAKPOINT)) await tx.execute(sql.raw(statement))
  await tx.execute(sql`insert into migrations (name, hash) values (${migration.name}, ${hashOf(migration)})`)
}

function hashOf({ sql: text }: Migration): string {
  return createHash('sha256').update(text).digest('hex')
}
