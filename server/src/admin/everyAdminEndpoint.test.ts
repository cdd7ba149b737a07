// Every endpoint of the dashboard by everybody: forged, repeated, malformed, without the session, the role or the prompt that it
// wants. Whatever is refused has changed nothing. An endpoint without a row in test/everyAdminCall.ts does not compile.
import { eq, sql } from 'drizzle-orm'
import { generatePrivateKey } from 'viem/accounts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Browser, CallOptions } from '../../test/Browser.ts'
import { type AdminExpected, type Cast, everyAdminCall } from '../../test/everyAdminCall.ts'
import type { Call } from '../../test/everyCall.ts'
import { malformedTexts } from '../../test/malformed.ts'
import {
  adminConfig,
  adminOver,
  confirmAt,
  firstAdmin,
  furtherOperator,
  signInAt,
  type TestAdmin,
} from '../../test/operators.ts'
import { origin, refusal, register, useServer } from '../../test/server.ts'
import { checks } from '../checks.ts'
import { endpoints } from '../routes/index.ts'
import { Secret } from '../secret.ts'
import { operatorSessions } from '../tables/operators.ts'
import { HOST } from './audit.ts'
import { type AdminEndpointName, adminChecks } from './checks.ts'
import { confirmProposal } from './proposals.ts'
import { adminEndpoints } from './routes/index.ts'

const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
const server = useServer({ hasMail: true, config: { admin: adminConfig, webhooks } })
const admin = {} as TestAdmin
const cast = {} as Cast
const table = everyAdminCall(server, { admin, cast })
const rows = Object.entries(table) as [AdminEndpointName, AdminExpected][]
const methodOf = (name: string) => name.split(' ')[0] as string
const patternOf = (name: string) => name.split(' ')[1] as string
const isReading = (name: string) => methodOf(name) === 'GET'

beforeAll(async () => {
  Object.assign(admin, adminOver(server.context))
  const byHost = (id: string) =>
    confirmProposal(server.context.db, server.context, { id, by: { name: HOST } })
  const ada = await firstAdmin(admin)
  const cleo = await furtherOperator(admin, ada, 'admin', byHost)
  const byCleo = (id: string) => cleo.browser.post(`/api/proposals/${id}/confirmation`)
  const sam = await furtherOperator(admin, ada, 'support', byCleo)
  Object.assign(cast, { ada, cleo, sam })
})

async function stored(except: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows: tables } = await server.context.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const all: Record<string, string[]> = {}
  for (const { name } of tables) {
    if (name === 'limits' || except.includes(name)) continue
    const query = `select (to_jsonb(t) - 'expires_at')::text as line from ${name} t order by 1`
    const { rows: lines } = await server.context.db.execute<{ line: string }>(sql.raw(query))
    all[name] = lines.map(({ line }) => line)
  }
  return all
}

async function unchanged(work: () => Promise<void>) {
  const before = await stored()
  await work()
  expect(await stored()).toEqual(before)
}

const send = ({ path, body }: Call, name: string, browser: Browser, options: CallOptions = {}) =>
  browser.call(methodOf(name), path, { ...(body !== undefined && { body }), ...options })

test('every endpoint has its row, and the checks that the row says', () => {
  expect(Object.keys(table).sort()).toEqual(adminEndpoints.map(({ name }) => name).sort())
  for (const [name, { session, isFresh = false }] of rows)
    expect([name, adminChecks[name]]).toMatchObject([name, { session, isFresh, origin: !isReading(name) }])
})

describe.each(rows)('%s', (name, { session, isFresh, status, again, touches, support, prepare }) => {
  test('S-03, A-07: from elsewhere, as a form, or from the app’s own page it does nothing', async () => {
    const call = await prepare()
    await unchanged(async () => {
      const foreign: CallOptions['headers'][] = [
        { Origin: 'https://example.org' },
        { Origin: origin },
        { Origin: 'http://admin.localhost:4000' },
        { Origin: 'null' },
        { Origin: null },
        { 'Sec-Fetch-Site': 'same-site' },
        { 'Sec-Fetch-Site': 'cross-site' },
      ]
      for (const headers of isReading(name) ? [] : foreign)
        expect(await send(call, name, call.browser, { headers: headers ?? {} })).toMatchObject(
          refusal(403, 'origin_refused'),
        )
      if (call.body !== undefined)
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', null])
          expect(await send(call, name, call.browser, { headers: { 'Content-Type': type } })).toMatchObject(
            refusal(415, 'content_type'),
          )
      const asked = await call.browser.call('OPTIONS', call.path, {
        headers: { Origin: origin, 'Access-Control-Request-Method': methodOf(name) },
      })
      expect(asked).toMatchObject(refusal(405, 'method_not_allowed'))
      expect([...asked.headers.keys()].filter((header) => header.startsWith('access-control'))).toEqual([])
    })
    expect((await send(call, name, call.browser)).status, 'and the good call passes').toBe(status)
  })

  test('S-02: what is malformed or out of place is refused and does nothing', async () => {
    const call = await prepare()
    await unchanged(async () => {
      if (call.body !== undefined)
        for (const text of malformedTexts(call.body)) {
          const answer = await send({ ...call, body: text }, name, call.browser)
          expect([text.slice(0, 200), answer.status, answer.body.code]).toEqual([
            text.slice(0, 200),
            400,
            'body_invalid',
          ])
        }
      await misplaced(name, call)
    })
    expect((await send(call, name, call.browser)).status, 'and the good call passes').toBe(status)
  })

  test('A-01, S-11: without a session, with an owner’s, with too small a role or without a prompt it does nothing', async () => {
    const call = await prepare()
    if (session === 'none') return
    const [nobody, liar, owner] = [admin.browser(), admin.browser(), admin.browser()]
    liar.cookies.set('sk_operator', 'A'.repeat(43))
    const token = (await register(server)).browser.cookies.get('sk_session') ?? ''
    owner.cookies.set('sk_session', token).set('sk_operator', token)
    await unchanged(async () => {
      for (const browser of [nobody, liar, owner])
        expect(await send(call, name, browser)).toMatchObject(refusal(401, 'session_required'))
    })
    const { sam } = cast
    await confirmAt(sam.browser, sam.passkey)
    const refused = session === 'admin' ? ([403, 'role_insufficient'] as const) : support
    if (refused)
      await unchanged(async () => {
        expect(await send(call, name, sam.browser)).toMatchObject(refusal(...refused))
      })
    if (!isFresh) return
    server.skip(301)
    await unchanged(async () => {
      for (const { browser } of session === 'admin' ? [cast.ada] : [cast.ada, sam])
        expect(await send(call, name, browser)).toMatchObject(refusal(403, 'confirmation_required'))
    })
  })

  test('S-09: made twice it has one effect', async () => {
    const call = await prepare()
    expect((await send(call, name, call.browser)).status).toBe(status)
    const after = await stored(touches)
    const answer = await send(call, name, call.browser)
    if (typeof again === 'number') expect(answer.status).toBe(again)
    else expect(answer).toMatchObject(refusal(...again))
    expect(await stored(touches)).toEqual(after)
  })

  test('A-01: support may make it, where both roles may', async () => {
    if (session !== 'any' || support || name === 'DELETE /api/session') return
    const call = await prepare()
    await confirmAt(cast.sam.browser, cast.sam.passkey)
    expect((await send(call, name, cast.sam.browser)).status).toBe(status)
  })
})

async function misplaced(name: AdminEndpointName, call: Call) {
  const [path = ''] = call.path.split('?')
  const at = patternOf(name)
    .split('/')
    .findIndex((part) => part.startsWith(':'))
  const odd = ['%00', 'a%00', '%ff', '..%2f..%2fetc', '__proto__', '0x', `0x${'0'.repeat(40)}`, "'--"]
  for (const part of at < 0 ? [] : odd) {
    const answer = await send({ ...call, path: path.split('/').with(at, part).join('/') }, name, call.browser)
    expect([part, answer.status, answer.body.code]).toEqual([
      part,
      expect.toSatisfy((status) => [400, 404, 409].includes(status)),
      expect.not.stringMatching(/internal/),
    ])
  }
  if (!adminEndpoints.find((one) => one.name === name)?.query) return
  const cursors = ['', '%00', 'e30', 'W10', 'bnVsbA', 'WyIiXQ', `x${'x'.repeat(400)}`].map(
    (text) => `cursor=${text}`,
  )
  const keys = [
    [null],
    ['0000-01-01T00:00:00.000Z', 'a'],
    ['\u0000'],
    [1e300],
    [-1],
    [9e15, '2026-01-01T00:00:00Z', 'a'],
  ]
  const made = keys.map((key) => `cursor=${Buffer.from(JSON.stringify(key)).toString('base64url')}`)
  for (const query of [...cursors, ...made, 'hidden=1', 'query=%00', 'sort=hidden', 'days=0', 'state=%00']) {
    const answer = await send({ ...call, path: `${path}?${query}` }, name, call.browser)
    expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'path_invalid'])
  }
}

describe('A-07 two sides', () => {
  test('neither side has the other’s endpoints', async () => {
    const both = new Set(['GET /health', 'GET /api/config', 'GET /api/session', 'DELETE /api/session'])
    for (const one of ['POST /api/sign-in/options', 'POST /api/sign-in']) both.add(one)
    const { ada } = cast
    const here = Object.keys(checks).filter((name) => !both.has(name))
    for (const name of here) {
      const path = patternOf(name).replaceAll(/:\w+/g, 'x')
      if (Object.hasOwn(adminChecks, name)) throw new TypeError(name)
      const answer = await ada.browser.call(methodOf(name), path, isReading(name) ? {} : { body: {} })
      expect([name, answer.status]).toEqual([
        name,
        expect.toSatisfy((status) => status === 404 || status === 405 || isAccount(name, status)),
      ])
    }
    const owner = (await register(server)).browser
    for (const name of Object.keys(adminChecks).filter((one) => !both.has(one))) {
      const path = patternOf(name).replaceAll(/:\w+/g, 'x')
      const answer = await owner.call(methodOf(name), path, isReading(name) ? {} : { body: {} })
      expect([name, answer.status]).toEqual([
        name,
        expect.toSatisfy((status) => status === 404 || status === 405 || isAccount(name, status)),
      ])
    }
  })

  /** Both sides know accounts by their path; what they answer is their own. */
  const isAccount = (name: string, status: number) => /^GET .api.accounts.:/.test(name) && status === 400

  test('A-01 with an operator’s session nobody can approve, sign, change guardians or see codes at the app', async () => {
    const token = cast.ada.browser.cookies.get('sk_operator') ?? ''
    const browser = server.browser()
    browser.cookies.set('sk_operator', token).set('sk_session', token)
    await unchanged(async () => {
      for (const { name } of endpoints) {
        if (checks[name].session === 'none') continue
        const path = patternOf(name).replaceAll(/:\w+/g, 'x')
        const answer = await browser.call(methodOf(name), path, isReading(name) ? {} : { body: {} })
        expect([name, answer.status, answer.body.code]).toEqual([name, 401, 'session_required'])
      }
    })
  })

  test('A-07 no page can show the dashboard in a frame, and its scripts, styles and calls are its own', async () => {
    for (const path of ['/', '/api/config', '/api/session', '/api/nothing', '/enrol']) {
      const { headers } = await admin.browser().get(path)
      const policy = (headers.get('Content-Security-Policy') ?? '').split('; ')
      expect(policy).toEqual(
        expect.arrayContaining([
          ...["default-src 'self'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"],
          ...["base-uri 'none'", "object-src 'none'", "form-action 'self'"],
        ]),
      )
      expect(policy.join()).not.toMatch(/unsafe|http:|\*/)
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('a removed operator is signed out at once, and signs in no more', async () => {
    const byHost = (id: string) =>
      confirmProposal(server.context.db, server.context, { id, by: { name: HOST } })
    await confirmAt(cast.ada.browser, cast.ada.passkey)
    const dora = await furtherOperator(admin, cast.ada, 'admin', byHost)
    expect((await cast.ada.browser.call('DELETE', `/api/operators/${dora.operator.id}`)).status).toBe(204)
    expect(await dora.browser.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
    const left = eq(operatorSessions.operator, dora.operator.id)
    expect(await server.context.db.$count(operatorSessions, left)).toBe(0)
    expect(await signInAt(admin.browser(), dora.passkey)).toMatchObject(refusal(403, 'operator_unknown'))
  })
})
