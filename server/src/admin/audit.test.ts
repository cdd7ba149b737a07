import { desc, eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  adminConfig,
  adminOver,
  firstAdmin,
  type TestAdmin,
  type TestOperator,
} from '../../test/operators.ts'
import { register, useServer } from '../../test/server.ts'
import { transact } from '../db.ts'
import { audit, auditHeads } from '../tables/audit.ts'
import { type AuditHead, auditHead, hashOf, record } from './audit.ts'
import { runAudit } from './command/audit.ts'
import { verifyAudit } from './verifyAudit.ts'

const server = useServer({ config: { admin: adminConfig } })
let admin: TestAdmin
let ada: TestOperator
beforeAll(async () => {
  admin = adminOver(server.context)
  ada = await firstAdmin(admin)
})
beforeEach(async () => {
  for (const action of ['one', 'two', 'three'])
    await transact(server.context.db, (tx) => record(tx, server.context.clock, { by: 'Ada', action }))
})

const db = () => server.context.db
const verdict = (anchor?: AuditHead) => verifyAudit(db(), anchor)
const lines = () => db().select().from(audit).orderBy(audit.n)

/** What somebody does who may alter the table; it is undone afterwards. */
async function tampered(work: () => Promise<unknown>, anchor?: AuditHead) {
  const [rows, heads] = [await lines(), await db().select().from(auditHeads)]
  await db().execute(sql`alter table audit disable trigger user`)
  await work()
  const found = await verdict(anchor)
  await db().delete(audit)
  await db().insert(audit).values(rows)
  await db().delete(auditHeads)
  await db().insert(auditHeads).values(heads)
  await db().execute(sql`alter table audit enable trigger user`)
  expect((await verdict()).problem).toBeUndefined()
  return found.problem
}

describe('A-04 the log is append-only', () => {
  test.each([
    ['changed', sql`update audit set details = '{}' where n = 2`],
    ['deleted', sql`delete from audit where n = 2`],
    ['emptied', sql`truncate audit`],
    [
      'inserted over',
      sql`insert into audit select * from audit where n = 1 on conflict (n) do update set by = 'Eve'`,
    ],
  ])('nothing of it can be %s', async (_, statement) => {
    const before = await lines()
    const error = await db()
      .execute(statement)
      .catch((caught: unknown) => caught as Error)
    expect(String((error as Error & { cause?: unknown }).cause ?? error)).toMatch(/append-only/)
    expect(await lines()).toEqual(before)
  })
})

describe('A-04 whoever changes it all the same is found out', () => {
  test('an untouched log verifies, and each line’s hash is that of its content and the one before', async () => {
    const rows = await lines()
    const last = rows.at(-1)
    expect(await verdict()).toEqual({ lines: rows.length, head: { n: last?.n, hash: last?.hash } })
    for (const row of rows) expect(hashOf(row)).toBe(row.hash)
  })

  test.each(['by', 'action', 'subject', 'details'] as const)('a changed %s', async (column) => {
    const change = () =>
      db()
        .update(audit)
        .set({ [column]: 'changed' })
        .where(eq(audit.n, 2))
    expect(await tampered(change)).toBe('line 2 was changed')
  })

  test('a changed time, by a millisecond', async () => {
    const change = () => db().execute(sql`update audit set at = at + interval '1 millisecond' where n = 2`)
    expect(await tampered(change)).toBe('line 2 was changed')
  })

  test('a line that was deleted in the middle, at the beginning and at the end', async () => {
    const last = (await lines()).length
    for (const n of [1, 2, last])
      expect(await tampered(() => db().delete(audit).where(eq(audit.n, n)))).toMatch(
        new RegExp(`^line ${n} is missing`),
      )
  })

  test('a line that was deleted, with those after it moved up', async () => {
    const problem = await tampered(async () => {
      await db().delete(audit).where(eq(audit.n, 2))
      await db().execute(sql`update audit set n = n - 1 where n = 3`)
    })
    expect(problem).toMatch(/line 2 /)
  })

  test('two lines that were exchanged', async () => {
    const problem = await tampered(() =>
      db()
        .execute(sql`update audit set n = case n when 2 then -3 when 3 then -2 end where n in (2, 3)`)
        .then(() => db().execute(sql`update audit set n = -n where n < 0`)),
    )
    expect(problem).toMatch(/line 2 /)
  })

  test('a changed line with a new hash of its own: the next one does not follow', async () => {
    const problem = await tampered(async () => {
      const [row] = await db().select().from(audit).where(eq(audit.n, 2))
      const changed = { ...(row as NonNullable<typeof row>), details: '{"hidden":true}' }
      await db()
        .update(audit)
        .set({ ...changed, hash: hashOf(changed) })
        .where(eq(audit.n, 2))
    })
    expect(problem).toBe('line 3 does not follow the one before it')
  })

  /** The end cut off, and the mark of the end moved with it: a shorter log that is consistent in itself. */
  async function cutOff() {
    const [last] = await db().select().from(audit).orderBy(desc(audit.n)).limit(1)
    await db()
      .delete(audit)
      .where(eq(audit.n, last?.n ?? 0))
    const [end] = await db().select().from(audit).orderBy(desc(audit.n)).limit(1)
    await db()
      .update(auditHeads)
      .set({ n: end?.n ?? 0, hash: end?.hash ?? '' })
  }

  test('an end that was cut off cleanly shows only to whoever has kept the end elsewhere', async () => {
    const kept = await auditHead(db())
    expect(await tampered(cutOff), 'as the command says').toBeUndefined()
    expect(await tampered(cutOff, kept)).toBe(`line ${kept.n}, which was kept, is missing at the end`)
  })

  test('a log that was written anew as a whole likewise', async () => {
    const kept = await auditHead(db())
    const anew = async () => {
      let previous = ''
      for (const row of await lines()) {
        const line = { ...row, by: 'Eve', previous }
        previous = hashOf(line)
        await db()
          .update(audit)
          .set({ ...line, previous: `${row.n}`, hash: previous })
          .where(eq(audit.n, row.n))
        await db().update(audit).set(line).where(eq(audit.n, row.n))
        await db().update(audit).set({ hash: previous }).where(eq(audit.n, row.n))
      }
      await db().update(auditHeads).set({ hash: previous })
    }
    expect(await tampered(anew)).toBeUndefined()
    expect(await tampered(anew, kept)).toBe(`line ${kept.n} is another one than was kept`)
  })
})

describe('npm run audit -- verify', () => {
  const run = async (...parameters: string[]) => {
    const printed: string[] = []
    await runAudit({ context: server.context, print: (line) => void printed.push(line) }, parameters)
    return printed
  }

  test('prints where the log ends, says what it cannot know, and holds it against what was kept', async () => {
    const { n, hash } = await auditHead(db())
    const [first, second, third] = await run('verify')
    expect(first).toBe(`${n} lines, each as it was written and in its order.`)
    expect(second).toBe(`It ends with ${n}:${hash}`)
    expect(third).toMatch(/cannot tell whether the end was cut off/)
    await transact(db(), (tx) => record(tx, server.context.clock, { by: 'Ada', action: 'later' }))
    expect((await run('verify', `${n}:${hash}`)).at(-1)).toBe(`Line ${n} is the one that was kept.`)
    await expect(run('verify', `${n}:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'audit_broken' })
    for (const parameters of [[], ['hidden'], ['verify', 'x'], ['verify', `${n}:${hash}`, 'y']])
      await expect(run(...parameters)).rejects.toMatchObject({ code: 'usage' })
  })
})

test('A-04 a hundred lines at once stand in one order, without a gap and without a fork', async () => {
  const before = await auditHead(db())
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      transact(db(), (tx) => record(tx, server.context.clock, { by: 'Ada', action: `at once ${index}` })),
    ),
  )
  expect(await verdict()).toMatchObject({ lines: before.n + 100 })
})

test('a line whose transaction fails was never written', async () => {
  const before = await auditHead(db())
  await transact(db(), async (tx) => {
    await record(tx, server.context.clock, { by: 'Ada', action: 'never' })
    throw new TypeError('undone')
  }).catch(() => {})
  expect(await auditHead(db())).toEqual(before)
})

describe('A-04 every view of people’s data is written down', () => {
  test.each([
    ['/api/queue', 'queue.viewed', false],
    ['/api/accounts?query=per', 'accounts.viewed', false],
    ['/api/accounts/:address', 'account.viewed', true],
    ['/api/accounts/:address/history', 'history.viewed', true],
    ['/api/mails', 'mails.viewed', false],
  ])('%s as %s', async (path, action, isOfOne) => {
    const { session } = await register(server)
    const { address } = session.account
    expect((await ada.browser.get(path.replace(':address', address))).status).toBe(200)
    const [line] = await db().select().from(audit).orderBy(desc(audit.n)).limit(1)
    expect(line).toMatchObject({ by: 'Ada', action, subject: isOfOne ? address : '' })
  })

  test('nobody is shown anything that could not be written down', async () => {
    const { session } = await register(server)
    const { address } = session.account
    await db().execute(sql`alter table audit_heads rename to hidden`)
    const answers = await Promise.all(
      ['/api/queue', '/api/accounts', `/api/accounts/${address}`, '/api/mails'].map((path) =>
        ada.browser.get(path),
      ),
    )
    await db().execute(sql`alter table hidden rename to audit_heads`)
    for (const { status, body } of answers) {
      expect(status).toBe(500)
      expect(JSON.stringify(body)).not.toContain(address)
    }
  })
})

test('the log is shown page by page, the newest first, with its end', async () => {
  const { body: first } = await ada.browser.get('/api/audit')
  expect(first.head).toEqual(await auditHead(db()))
  expect(first.items[0].n).toBe(first.head.n)
  const seen = [...first.items]
  for (let next = first.next; next; ) {
    const { body } = await ada.browser.get(`/api/audit?cursor=${next}`)
    seen.push(...body.items)
    next = body.next
  }
  expect(seen.map(({ n }) => n)).toEqual(
    Array.from({ length: first.head.n }, (_, index) => first.head.n - index),
  )
})
