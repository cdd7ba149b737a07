import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { is, sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newDatabase } from '../test/database.ts'
import type { OpenDatabase } from './db.ts'
import { type Migration, migrate, ownMigrations } from './migrate.ts'
import { SchemaMismatchError } from './startErrors.ts'

let database: OpenDatabase
beforeEach(async () => {
  database = await newDatabase()
})
afterEach(() => database.close())

const BREAKPOINT = '--> statement-breakpoint'
const own = ownMigrations()

async function tables(): Promise<string[]> {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('B-08 interrupted at each statement, a migration leaves nothing, and runs whole the next time', {
  timeout: 120_000,
}, async () => {
  const statements = own.flatMap(({ name, sql: text }) =>
    text.split(BREAKPOINT).map((_, index) => ({ name, index })),
  )
  for (const at of statements) {
    const broken = own.map((migration): Migration => {
      if (migration.name !== at.name) return migration
      const parts = migration.sql.split(BREAKPOINT)
      return { ...migration, sql: parts.with(at.index, 'select 1 / 0').join(BREAKPOINT) }
    })
    await expect(migrate(database.db, broken)).rejects.toThrow()
    expect(await tables()).toEqual([])
  }
  expect(await migrate(database.db)).toEqual(own.map(({ name }) => name))
})

test('B-08 run twice, and twice at once, it is done once', async () => {
  const applied = await Promise.all([migrate(database.db), migrate(database.db)])
  expect(applied.flat()).toEqual(own.map(({ name }) => name))
  expect(await migrate(database.db)).toEqual([])
})

test('B-08 an old server refuses a newer database and changes nothing', async () => {
  const newer = [...own, { name: '9999_later.sql', sql: 'create table later (id int)' }]
  await migrate(database.db, newer)
  const before = await tables()
  await expect(migrate(database.db)).rejects.toThrow(SchemaMismatchError)
  await expect(migrate(database.db)).rejects.toThrow('9999_later.sql')
  expect(await tables()).toEqual(before)
  expect(await migrate(database.db, newer)).toEqual([])
})

test('B-08 a migration that was changed afterwards is refused', async () => {
  await migrate(database.db)
  const changed = own.map((migration) => ({ ...migration, sql: `${migration.sql}\n-- changed` }))
  await expect(migrate(database.db, changed)).rejects.toThrow(SchemaMismatchError)
})

test('the migrations make exactly the columns that the tables describe', async () => {
  await migrate(database.db)
  const { rows } = await database.db.execute<{ column: string }>(sql`
    select table_name || '.' || column_name || case is_nullable when 'NO' then ' not null' else '' end as column
    from information_schema.columns where table_schema = 'public' and table_name <> 'migrations' order by 1`)
  const folder = join(import.meta.dirname, 'tables')
  const modules = await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))))
  const described = modules
    .flatMap((module) => Object.values(module))
    .filter((value) => is(value, PgTable))
    .flatMap((table) => {
      const { name, columns } = getTableConfig(table)
      return columns.map((column) => `${name}.${column.name}${column.notNull ? ' not null' : ''}`)
    })
  expect(rows.map(({ column }) => column).sort()).toEqual(described.sort())
})

test('no migration reaches out of its transaction', () => {
  for (const { sql: text } of own) expect(text).not.toMatch(/\b(concurrently|vacuum|commit|rollback)\b/i)
})
