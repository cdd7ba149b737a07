import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, transact } from './db.ts'
import { DatabaseDamagedError, DataLockedError } from './startErrors.ts'

let dataDir: string
let child: ChildProcess | undefined
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sparekey-db-'))
})
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(dataDir, { recursive: true, force: true })
})

/** Another process that opens the database; gives its lines. */
function opened(): AsyncIterator<string> {
  child = spawn(process.execPath, [join(import.meta.dirname, '..', 'test', 'openForever.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
}

test('B-04 a second process is refused with a sentence, and takes over when the first was killed', {
  timeout: 120_000,
}, async () => {
  const lines = opened()
  expect([(await lines.next()).value, (await lines.next()).value]).toEqual(['opening', 'open'])
  const refused = await openDatabase({ dataDir }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(DataLockedError)
  expect((refused as Error).message).toBe(
    `${join(dataDir, 'postgres')} is in use by process ${child?.pid}; two at once would destroy data. Stop that one first.`,
  )
  child?.kill('SIGKILL')
  await once(child as ChildProcess, 'exit')
  const database = await openDatabase({ dataDir })
  await database.db.execute(sql`select 1`)
  await database.close()
})

test('B-05 killed during its first start, a database is refused as not whole or works; nothing is wiped', {
  timeout: 240_000,
}, async () => {
  const outcomes = new Set<string>()
  for (const files of [1, 20, 400]) {
    const lines = opened()
    await lines.next()
    const data = join(dataDir, 'postgres', 'data')
    const count = () => (existsSync(data) ? readdirSync(data, { recursive: true }).length : 0)
    while (count() < files && child?.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1))
    child?.kill('SIGKILL')
    await once(child as ChildProcess, 'exit')
    const before = count()
    expect(before).toBeGreaterThan(0)
    const result = await openDatabase({ dataDir }).catch((error: unknown) => error)
    if (result instanceof DatabaseDamagedError) expect(count()).toBe(before)
    else await (result as Awaited<ReturnType<typeof openDatabase>>).close()
    outcomes.add(result instanceof DatabaseDamagedError ? 'refused' : 'works')
    rmSync(join(dataDir, 'postgres'), { recursive: true })
  }
  expect(outcomes).toContain('refused')
})

test('B-05 a directory with something else in it is refused with a sentence and left alone', async () => {
  const data = join(dataDir, 'postgres', 'data')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'mine.txt'), 'important')
  await expect(openDatabase({ dataDir })).rejects.toThrow(DatabaseDamagedError)
  expect(readdirSync(data)).toEqual(['mine.txt'])
  await expect(openDatabase({ dataDir }), 'the lock was given back').rejects.toThrow(DatabaseDamagedError)
})

test('what was committed is there after closing and opening', async () => {
  const first = await openDatabase({ dataDir })
  await first.db.execute(sql`create table kept as select 42 as answer`)
  await first.close()
  const second = await openDatabase({ dataDir })
  expect((await second.db.execute(sql`select answer from kept`)).rows).toEqual([{ answer: 42 }])
  await second.close()
})

test('B-11 what the database could not serialize is done again, five times at most', async () => {
  const database = await openDatabase({})
  const conflict = sql.raw("do $$ begin raise exception using errcode = '40001'; end $$")
  let tries = 0
  const work = (failures: number) =>
    transact(database.db, async (tx) => {
      if (++tries <= failures) await tx.execute(conflict)
      return tries
    })
  expect(await work(4)).toBe(5)
  tries = 0
  await expect(work(9)).rejects.toThrow()
  expect(tries).toBe(5)
  await database.close()
})
