// The whole HTTP interface, the app's and the dashboard's, against calls that nobody in their right mind makes. Of what is
// refused nothing is left; nothing fails; nothing internal is said; answers are as the document says. FUZZ_CALLS sets how many
// (`npm run test:deep`: 200,000), FUZZ_SEED repeats a run.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useChains } from '../../../sdk/test/chains.ts'
import { HOST } from '../../src/admin/audit.ts'
import { adminChecks } from '../../src/admin/checks.ts'
import { confirmProposal } from '../../src/admin/proposals.ts'
import { adminEndpoints } from '../../src/admin/routes/index.ts'
import { openApiDocument } from '../../src/openApi.ts'
import { endpoints } from '../../src/routes/index.ts'
import { Secret } from '../../src/secret.ts'
import type { Browser } from '../Browser.ts'
import { fuzzCalls, fuzzSeed } from '../config.ts'
import { type Cast, everyAdminCall } from '../everyAdminCall.ts'
import { type Call, everyCall } from '../everyCall.ts'
import {
  adminConfig,
  adminOrigin,
  adminOver,
  confirmAt,
  firstAdmin,
  furtherOperator,
  signInAt,
  type TestAdmin,
  type TestOperator,
} from '../operators.ts'
import { register, type TestServer, useServer } from '../server.ts'
import { Dice } from './Dice.ts'
import { type FuzzParameters, type FuzzReport, fuzz, newReport } from './fuzz.ts'
import { type Document, type GoodCall, operationsOf, type Surface } from './surface.ts'
import { Writes } from './writes.ts'

const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
// No more: the database counts to 2^31.
const config = { rateFactor: 1e5, admin: adminConfig, webhooks }
const chains = useChains()
const server = useServer({ chains, hasIssuer: true, hasMail: true, config })
const offline = useServer({ hasMail: true, config })

/** So many calls later the good ones have been used, and people signed out. */
const round = 10_000
const documents = {
  app: openApiDocument(endpoints) as Document,
  dashboard: openApiDocument(adminEndpoints, { checks: adminChecks, cookie: 'sk_operator' }) as Document,
}

const listeners: Server[] = []
const admin = {} as TestAdmin
const cast = {} as Cast
let writes: readonly [Writes, Writes]
beforeAll(async () => {
  Object.assign(admin, adminOver(server.context))
  const { db } = server.context
  const byHost = (id: string) => confirmProposal(db, server.context, { id, by: { name: HOST } })
  const ada = await firstAdmin(admin)
  const [cleo, sam] = [
    await furtherOperator(admin, ada, 'admin', byHost),
    await furtherOperator(admin, ada, 'support', byHost),
  ]
  Object.assign(cast, { ada, cleo, sam })
  writes = [await Writes.watch(db), await Writes.watch(offline.context.db)]
}, 120_000)
afterAll(() => {
  for (const listener of listeners) listener.close()
})

/** What can be called, each with calls that are good now. */
async function surfacesNow(): Promise<FuzzParameters['surfaces']> {
  for (const one of Object.values(cast)) await signedIn(one)
  const good = await prepared(everyCall(server, chains))
  const adminGood = await prepared(everyAdminCall(server, { admin, cast }))
  const { browser } = await register(offline)
  const known = good.map((call) => ({ ...call, browser }))
  const app = await surfaceOf('app', server, good)
  const dashboard = {
    ...(await surfaceOf('dashboard', admin, adminGood)),
    origin: adminOrigin,
    noted: ['audit', 'audit_heads'],
  }
  const silent = {
    ...(await surfaceOf('app', offline, known)),
    name: 'app without networks',
    isOnline: false,
  }
  return [
    { share: 0.08, surface: silent, writes: writes[1] },
    { share: 0.35, surface: dashboard, writes: writes[0] },
    { share: 1, surface: app, writes: writes[0] },
  ]
}

async function prepared(table: Readonly<Record<string, { prepare(): Promise<Call> }>>): Promise<GoodCall[]> {
  const good: GoodCall[] = []
  for (const [name, { prepare }] of Object.entries(table)) {
    const [method = '', path = ''] = name.split(' ')
    const pattern = path.replaceAll(/:(\w+)/g, '{$1}')
    good.push({ ...(await prepare()), method, name: `${method} ${pattern}` })
  }
  return good
}

async function surfaceOf(
  name: keyof typeof documents,
  { app, context, browser }: Pick<TestServer, 'app' | 'context'> & { browser(): Browser },
  good: GoodCall[],
): Promise<Surface> {
  const document = documents[name]
  return {
    ...{ name, app, origin: context.config.origin, ...(await listen(app)), document, good },
    operations: operationsOf(document),
    browsers: [browser(), ...good.map((call) => call.browser)],
    ...{ isOnline: true, noted: [] },
  }
}

function listen(app: TestServer['app']): Promise<Pick<Surface, 'port' | 'through'>> {
  const running = new Set<Promise<Response>>()
  let last: number | undefined
  const answer = async (...call: Parameters<typeof app.fetch>) => {
    const response = await app.fetch(...call)
    last = response.status
    return response
  }
  const fetch: typeof app.fetch = (...call) => {
    const answering = answer(...call).finally(() => running.delete(answering))
    running.add(answering)
    return answering
  }
  const through = async () => {
    while (running.size > 0) await Promise.allSettled(running)
    const status = last
    last = undefined
    return status
  }
  return new Promise((resolve) => {
    const listening = ({ port }: AddressInfo) => resolve({ port, through })
    listeners.push(serve({ fetch, hostname: '127.0.0.1', port: 0 }, listening) as Server)
  })
}

/** Operators whose session has ended begin a new one. */
async function signedIn({ browser, passkey }: TestOperator): Promise<void> {
  if ((await browser.get('/api/session')).status !== 200) await signInAt(browser, passkey)
}

/** Keeps the operators at the dashboard, with a passkey that was just asked for. */
async function meanwhile(): Promise<void> {
  for (const operator of Object.values(cast) as TestOperator[]) {
    await signedIn(operator)
    await confirmAt(operator.browser, operator.passkey)
  }
}

/** Tries that count are counted. */
const mayWrite = { code_wrong: ['codes'] }

test(
  `${fuzzCalls} calls of all kinds: nothing fails, nothing internal is said, what is refused leaves nothing`,
  async () => {
    const [dice, report] = [new Dice(fuzzSeed), newReport()]
    while (report.tried < fuzzCalls && report.faults.length === 0) {
      const calls = Math.min(round, fuzzCalls - report.tried)
      await fuzz({ surfaces: await surfacesNow(), calls, dice, report, meanwhile, mayWrite })
    }
    console.log(linesOf(report).join('\n'))
    expect(report.faults.join('\n\n')).toBe('')
    expect(report.tried).toBe(fuzzCalls)
    expect(report.accepted / report.tried).toBeGreaterThan(0.05)
  },
  300_000 + fuzzCalls * 100,
)

function linesOf({ tried, accepted, outside, refusals, operations }: FuzzReport): string[] {
  const codes = new Set([...refusals.keys()].map((refusal) => refusal.split(': ').at(-1) ?? ''))
  const all = Object.values(documents).flatMap((document) => operationsOf(document))
  return [
    `fuzz of the HTTP interface, seed ${fuzzSeed}`,
    `tried ${tried} (${outside} of them over a socket), accepted ${accepted} (${((100 * accepted) / tried).toFixed(1)} %)`,
    `distinct refusals ${refusals.size} (operation and code), of ${codes.size} codes: ${[...codes].toSorted().join(', ')}`,
    `operations ${all.length}, with an accepted call ${operations.size}`,
  ]
}
