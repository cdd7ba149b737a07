// Whether a call has changed anything that is stored. Triggers count changed rows table by table, which costs less than
// reading everything after every call; now and then everything is read all the same, so that the triggers are not trusted.
import { sql } from 'drizzle-orm'
import type { Database } from '../../src/db.ts'

/** Counted calls: the only thing that a refused call may write. */
const free = ['limits']
/** Columns that move on with every use, by table. */
const moving: Record<string, string> = { sessions: 'expires_at', operator_sessions: 'expires_at' }

/** What the tables have been through. */
export class Writes {
  readonly #db: Database
  readonly #tables: readonly string[]
  #counts: Record<string, number> = {}
  #digests: Record<string, { count: number; digest: string }> = {}

  private constructor(db: Database, tables: readonly string[]) {
    this.#db = db
    this.#tables = tables
  }

  /** Sets up the triggers. */
  static async watch(db: Database): Promise<Writes> {
    const { rows } = await db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
    const tables = rows.map(({ name }) => name).filter((name) => !free.includes(name))
    for (const statement of [...counting, ...tables.flatMap(triggersOf)]) await db.execute(sql.raw(statement))
    const writes = new Writes(db, tables)
    await writes.changed()
    return writes
  }

  /** The tables that were changed since the last question. */
  async changed(): Promise<string[]> {
    const { rows } = await this.#db.execute<{ name: string; n: number }>(sql`select name, n from fuzz.writes`)
    const before = this.#counts
    this.#counts = Object.fromEntries(rows.map(({ name, n }) => [name, n]))
    return rows.filter(({ name, n }) => before[name] !== n).map(({ name }) => name)
  }

  /** Reads everything: the tables that differ although no trigger has noticed. */
  async unnoticed(): Promise<string[]> {
    const differing: string[] = []
    for (const table of this.#tables) {
      const line = `(to_jsonb(t) - '${moving[table] ?? ''}')::text`
      const query = `select coalesce(md5(string_agg(${line}, ',' order by ${line})), '') as digest from "${table}" t`
      const { rows } = await this.#db.execute<{ digest: string }>(sql.raw(query))
      const now = { count: this.#counts[table] ?? 0, digest: rows[0]?.digest ?? '' }
      const before = this.#digests[table]
      if (before && before.count === now.count && before.digest !== now.digest) differing.push(table)
      this.#digests[table] = now
    }
    return differing
  }
}

const counting = [
  'create schema fuzz',
  'create table fuzz.writes (name text primary key, n integer not null)',
  `create function fuzz.count() returns trigger language plpgsql as $$ begin
    insert into fuzz.writes values (tg_table_name, 1) on conflict (name) do update set n = fuzz.writes.n + 1;
    return null; end $$`,
]

function triggersOf(table: string): string[] {
  const without = `- '${moving[table] ?? ''}'`
  const on = `on "${table}" for each row`
  return [
    `create trigger fuzz_rows after insert or delete ${on} execute function fuzz.count()`,
    `create trigger fuzz_changes after update ${on}
      when (to_jsonb(old) ${without} is distinct from to_jsonb(new) ${without}) execute function fuzz.count()`,
  ]
}
