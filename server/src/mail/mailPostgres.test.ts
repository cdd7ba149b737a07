// What only shows on a real PostgreSQL: processes that count and send together.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, ne } from 'drizzle-orm'
import { codePublicKey, generateCodeKeys } from 'sparekey'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningMail, startMail } from '../../../dev/mail/startMail.ts'
import { type Postgres, startPostgres } from '../../../dev/parts/postgres.ts'
import { testDatabaseUrl } from '../../test/config.ts'
import { newPostgresDatabase } from '../../test/database.ts'
import { emailConfig, newMailbox } from '../../test/mail.ts'
import { register, serverOver, type TestServer, testConfig } from '../../test/server.ts'
import { type OpenDatabase, openDatabase } from '../db.ts'
import { Secret } from '../secret.ts'
import { limits } from '../tables/limits.ts'
import { codes, mails } from '../tables/mailboxes.ts'
import { Mailer } from './mailer.ts'
import { limitCaller, mayMail } from './mailLimits.ts'
import { queueMail } from './outbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-mail-postgres-'))
let postgres: Postgres | undefined
let inbox: RunningMail
const databases: OpenDatabase[] = []
let servers: TestServer[] = []
beforeAll(async () => {
  if (!testDatabaseUrl) postgres = await startPostgres()
  inbox = await startMail({ folder: join(folder, 'mail') })
  const first = await newPostgresDatabase(testDatabaseUrl ?? postgres?.url ?? '')
  databases.push(first, await openDatabase({ databaseUrl: new Secret(first.url) }))
  const email = emailConfig(undefined, `smtp://localhost:${inbox.smtpPort}`)
  const config = testConfig({ email, rateFactor: 1 })
  servers = await Promise.all(databases.map((database) => serverOver(database, config)))
}, 300_000)
afterAll(async () => {
  for (const database of databases.reverse()) await database.close()
  await inbox.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const contextOf = (index: number) => (servers[index % servers.length] as TestServer).context

/** 2,000 times, 100 at once: more wait for a connection longer than a server lets them. */
async function manyTimes<T>(work: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  const results: PromiseSettledResult<T>[] = []
  while (results.length < 2_000)
    results.push(
      ...(await Promise.allSettled(Array.from({ length: 100 }, (_, index) => work(results.length + index)))),
    )
  return results
}

test('S-05, E-12: of 2,000 tries at two processes 3 may mail, and 3 of a caller’s pass', {
  timeout: 240_000,
}, async () => {
  const subjects = ['0xaccount', 'mailbox']
  const allowed = await manyTimes(async (index) =>
    mayMail(contextOf(index), { cause: 'asked', subjects, isReal: true }),
  )
  expect(allowed.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(3)
  const passed = await manyTimes((index) => limitCaller(contextOf(index), 'asked', '203.0.113.1'))
  expect(passed.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  for (const one of passed)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'rate_limited' })
})

test('E-06 of codes that an owner asks for at once, at two processes, one counts', async () => {
  const [first, second] = servers as [TestServer, TestServer]
  const owner = await register(first)
  const elsewhere = second.browser()
  for (const cookie of owner.browser.cookies) elsewhere.cookies.set(...cookie)
  const publicKey = await codePublicKey(await generateCodeKeys())
  const link = { purpose: 'guardian', address: newMailbox(), publicKey }
  const { db } = contextOf(0)
  const ofOwner = eq(codes.account, owner.session.account.address)
  for (let round = 0; round < 8; round++) {
    await db.delete(limits)
    const answers = await Promise.all(
      [owner.browser, elsewhere, owner.browser].map((browser) => browser.post('/api/email/links', link)),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    const rows = await db.select().from(codes).where(ofOwner)
    expect(rows).toHaveLength(3 * (round + 1))
    expect(rows.filter(({ endedAt }) => endedAt === null)).toHaveLength(1)
  }
})

test('B-07 two processes send each of 60 mails once', { timeout: 240_000 }, async () => {
  const context = contextOf(0)
  await context.db.delete(mails)
  const expiresAt = new Date(context.clock.now() + 3_600_000)
  const content = { subject: 'One', text: 'One', html: '<p>One</p>' }
  const about = { account: '0xaa', kind: 'code', isSecurity: true, content, expiresAt }
  for (let count = 0; count < 60; count++)
    await queueMail(context.db, context, { ...about, to: newMailbox() })
  await Promise.all(
    servers.map(async (server) => {
      const { email } = server.config
      const mailer = new Mailer(server.context, email as NonNullable<typeof email>)
      while (await mailer.pass());
      mailer.close()
    }),
  )
  expect(await context.db.select().from(mails).where(ne(mails.state, 'sent'))).toEqual([])
  const answer = await fetch(`http://localhost:${inbox.port}/mails`, { headers: { Connection: 'close' } })
  const { mails: received } = (await answer.json()) as { mails: { to: string[] }[] }
  expect(received).toHaveLength(60)
  expect(new Set(received.flatMap(({ to }) => to)).size).toBe(60)
})
