// What only shows on a real PostgreSQL: the same answers as PGlite gives, and several processes on one database.

import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Postgres, startPostgres } from '../../dev/parts/postgres.ts'
import { asserted, created } from '../test/authenticator.ts'
import type { Answer, Browser } from '../test/Browser.ts'
import { testDatabaseUrl } from '../test/config.ts'
import { newPostgresDatabase } from '../test/database.ts'
import { addWebhook, kindsTo, newTold, noticesConfig, tellAll, webhooksOf } from '../test/notices.ts'
import { newPasskey, random32, serverOver, type TestServer, testConfig } from '../test/server.ts'
import { newHash, publish, Tale } from '../test/tale.ts'
import { openDatabase } from './db.ts'
import { migrate, ownMigrations } from './migrate.ts'
import { Notices } from './notices/noticesJob.ts'
import { reservations } from './tables/accounts.ts'
import { mails } from './tables/mailboxes.ts'
import { webhooks } from './tables/webhooks.ts'

let postgres: Postgres | undefined
let url = testDatabaseUrl ?? ''
beforeAll(async () => {
  if (testDatabaseUrl) return
  postgres = await startPostgres()
  url = postgres.url
}, 300_000)
afterAll(() => postgres?.stop())

const people = [0, 1, 2].map((index) => ({
  name: `person-${index}`,
  passkey: newPasskey(),
  salt: random32(),
}))
const browsers = 2

/** One step that somebody takes; what is random in its answer is left out. */
type Step = { kind: (typeof kinds)[number]; person: number; browser: number }
const kinds = [
  'options',
  'register',
  'sign in',
  'sign out',
  'session',
  'passkeys',
  'add',
  'label',
  'forget',
  'guardians',
  'look',
  'submissions',
  'wait',
] as const

async function take(server: TestServer, all: readonly Browser[], state: Map<string, Answer>, step: Step) {
  const browser = all[step.browser] as Browser
  const { name, passkey, salt } = people[step.person] as (typeof people)[number]
  const key = `${step.browser} ${step.person}`
  const noOptions = { body: { challenge: 'A'.repeat(43) } }
  const one = `/api/passkeys/${passkey.credentialId}`
  switch (step.kind) {
    case 'options': {
      const answer = await browser.post('/api/registration/options', { name })
      if (answer.status === 200) state.set(key, answer)
      return answer
    }
    case 'register': {
      const credential = created(passkey, (state.get(key) ?? noOptions).body)
      return browser.post('/api/registration', { name, salt, credential })
    }
    case 'sign in': {
      const { body } = await browser.post('/api/sign-in/options')
      return browser.post('/api/sign-in', { credential: await asserted(passkey, body) })
    }
    case 'add': {
      const { body } = await browser.post('/api/passkeys/options', { label: name })
      const credential = created(passkey, 'challenge' in body ? body : noOptions.body)
      return browser.post('/api/passkeys', { label: name, credential })
    }
    case 'guardians': {
      const body = [...people.keys()]
        .slice(step.person)
        .map((index) => ({ signer: `0x${`1${index}`.repeat(20)}`, kind: 'wallet', label: `g${index}` }))
      return browser.call('PUT', '/api/guardians', { body })
    }
    case 'wait': {
      server.skip(200)
      return browser.get('/health')
    }
    case 'session':
      return browser.get('/api/session')
    case 'sign out':
      return browser.call('DELETE', '/api/session')
    case 'passkeys':
      return browser.get('/api/passkeys')
    case 'label':
      return browser.call('PATCH', one, { body: { label: `for ${step.browser}` } })
    case 'forget':
      return browser.call('DELETE', one)
    case 'look':
      return browser.get(`/api/accounts/${name}`)
    case 'submissions': {
      const { body } = await browser.get(`/api/accounts/${name}`)
      return browser.get(`/api/accounts/${body.address ?? `0x${'ab'.repeat(20)}`}/submissions`)
    }
  }
}

const withoutChance = ({ status, body }: Answer) => ({
  status,
  body: JSON.parse(
    JSON.stringify(body, (name, value) =>
      ['challenge', 'createdAt', 'lastUsedAt'].includes(name) || (name === 'id' && String(value).length > 80)
        ? null
        : value,
    ) ?? 'null',
  ),
})

/** Chance seldom lets somebody register before they sign out. */
const comesAndGoes: Step[] = (['options', 'register', 'sign out'] as const).map((kind) => ({
  ...{ kind, person: 0, browser: 0 },
}))

const tables =
  'accounts, passkeys, sessions, challenges, reservations, guardians, invitations, limits, submissions'

test('B-13 random sequences of calls get the same answers on PGlite and on PostgreSQL', {
  timeout: 300_000,
}, async () => {
  const config = testConfig()
  const databases = [await openDatabase({}), await newPostgresDatabase(url)]
  const servers = await Promise.all(databases.map((database) => serverOver(database, config)))
  const step = fc.record({
    kind: fc.constantFrom(...kinds),
    person: fc.nat(people.length - 1),
    browser: fc.nat(browsers - 1),
  })
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const runs = await Promise.all(
        servers.map(async (server) => {
          await server.context.db.execute(sql.raw(`truncate ${tables} cascade`))
          const all = Array.from({ length: browsers }, () => server.browser())
          const state = new Map<string, Answer>()
          const answers = []
          for (const one of steps) answers.push(withoutChance(await take(server, all, state, one)))
          return answers
        }),
      )
      expect(runs[1]).toEqual(runs[0])
      for (const { status } of runs.flat()) {
        expect(status).not.toBe(500)
        seen.add(status)
      }
    }),
    { numRuns: 40, examples: [[comesAndGoes]] },
  )
  for (const status of [200, 201, 204, 401, 404, 409]) expect(seen).toContain(status)
  await Promise.all(databases.map((database) => database.close()))
})

test('B-08 servers that start at once migrate once', async () => {
  const first = await newPostgresDatabase(url)
  const others = await Promise.all([1, 2, 3].map(() => sharing(first.url)))
  const applied = await Promise.all([first, ...others].map(({ db }) => migrate(db)))
  expect(applied.flat().sort()).toEqual(ownMigrations().map(({ name }) => name))
  await Promise.all(others.map((database) => database.close()))
  await first.close()
})

test('S-05 50 browsers of two servers ask for one name at once: one gets it', async () => {
  const database = await newPostgresDatabase(url)
  const second = await sharing(database.url)
  const servers = [await serverOver(database, testConfig()), await serverOver(second, testConfig())]
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      servers[index % 2]?.browser().post('/api/registration/options', { name: 'everybody' }),
    ),
  )
  expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(1)
  expect(answers.filter((answer) => answer?.status === 409)).toHaveLength(49)
  await second.close()
  await database.close()
})

test('B-02 database processes killed under load: what was acknowledged is there, and it goes on within seconds', {
  timeout: 240_000,
}, async () => {
  const database = await newPostgresDatabase(url)
  const server = await serverOver(database, testConfig())
  const acknowledged: string[] = []
  const statuses = new Set<number>()
  let longest = 0
  for (let round = 0; round < ROUNDS; round++) {
    const names = Array.from({ length: 40 }, (_, index) => `kept-${round}-${index}`)
    const answers = names.map(async (name) => {
      const { status } = await server.browser().post('/api/registration/options', { name })
      statuses.add(status)
      if (status === 200) acknowledged.push(name)
    })
    await killOne(server)
    await Promise.all(answers)
    const since = performance.now()
    while ((await server.browser().post('/api/sign-in/options')).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50))
    longest = Math.max(longest, performance.now() - since)
  }
  // Nobody is using a connection when it breaks.
  await killOne(server)
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  expect((await server.browser().post('/api/sign-in/options')).status).toBe(200)
  const kept = await server.context.db.select().from(reservations)
  const names = new Set(kept.map(({ name }) => name))
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(statuses, 'some were cut off').toContain(500)
  expect(longest).toBeLessThan(30_000)
  await database.close()
})

const ROUNDS = 50

/** Kills the process behind one of the server's connections, whereupon PostgreSQL ends all others and recovers. */
async function killOne({ context }: TestServer): Promise<void> {
  const { rows } = await context.db.execute<{ pid: number }>(
    sql`select pid from pg_stat_activity where datname = current_database() order by random() limit 1`,
  )
  const [row] = rows
  if (!row) return
  // A server that somebody else runs is asked to end it: its process may be on another computer.
  if (postgres) process.kill(row.pid, 'SIGKILL')
  else await context.db.execute(sql`select pg_terminate_backend(${row.pid})`).catch(() => {})
}

async function sharing(databaseUrl: string) {
  const { Secret } = await import('./secret.ts')
  return openDatabase({ databaseUrl: new Secret(databaseUrl) })
}

test('B-07 two servers look for notices all the time: each mail and webhook once, also after a crash in the middle', {
  timeout: 120_000,
}, async () => {
  const database = await newPostgresDatabase(url)
  const second = await sharing(database.url)
  const config = testConfig(noticesConfig())
  const servers = [await serverOver(database, config), await serverOver(second, config)] as const
  const [{ context }] = servers
  const people = []
  for (let index = 0; index < 20; index++) people.push(await newTold(context))
  for (const { account } of people) await addWebhook(context, account, 'http://localhost:9/hook')
  const tales = people.map(({ account }) => Tale.of(account))
  await publish(database.db, ...tales)
  await tellAll(context, () => {})
  await database.db.delete(mails)
  await database.db.delete(webhooks)
  for (const tale of tales) tale.started(newHash(), Math.floor(context.clock.now() / 1000))
  // One of them dies in every transaction, before it has told the last of an account's people.
  const dies = { send: () => Promise.reject(new TypeError('killed')) }
  const dying = new Notices({ ...servers[1].context, queue: dies as never })
  const [one, two] = servers.map((server) => new Notices(server.context))
  await Promise.all([
    publish(database.db, ...tales.slice(0, 10)),
    publish(second.db, ...tales.slice(10)),
    ...[one, two, dying].map(async (each) => {
      for (let pass = 0; pass < 30; pass++) await each?.pass()
    }),
  ])
  for (const server of servers) server.skip(60)
  await one?.pass()
  for (const { account, mailbox } of people) {
    expect(await kindsTo(context, mailbox)).toEqual(['started'])
    expect(await webhooksOf(context, account)).toHaveLength(1)
  }
  await second.close()
  await database.close()
})
