// Every endpoint against forged and repeated calls: whatever is refused has changed nothing. An endpoint without a row in
// test/everyCall.ts fails the first test and does not compile.
import { sql } from 'drizzle-orm'
import { generatePrivateKey } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { useChains } from '../../sdk/test/chains.ts'
import type { Answer, Browser, CallOptions } from '../test/Browser.ts'
import { type Call, type Expected, everyCall } from '../test/everyCall.ts'
import { malformedTexts } from '../test/malformed.ts'
import { refusal, register, useServer } from '../test/server.ts'
import type { EndpointName } from './checks.ts'
import { endpoints } from './routes/index.ts'
import { Secret } from './secret.ts'
import { sessions } from './tables/sessions.ts'

const chains = useChains()
const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
const server = useServer({ chains, hasIssuer: true, hasMail: true, config: { webhooks } })
const table = everyCall(server, chains)
const rows = Object.entries(table) as [EndpointName, Expected][]
const methodOf = (name: EndpointName) => name.split(' ')[0] as string
const patternOf = (name: EndpointName) => name.split(' ')[1] as string
const isReading = (name: EndpointName) => methodOf(name) === 'GET'
/** Called by mail programs, which have no page (RFC 8058). */
const isFromAnywhere = (name: EndpointName) => name === 'POST /api/email/unsubscribe/:token'

/** What every table has, but for counted calls and the end of sessions, which moves on with every use. */
async function stored(except: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows: tables } = await server.context.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const kept = tables.filter(({ name }) => name !== 'limits' && !except.includes(name))
  const contents = await Promise.all(
    kept.map(async ({ name }) => {
      const query = `select (to_jsonb(t) - 'expires_at')::text as line from ${name} t order by 1`
      const { rows: lines } = await server.context.db.execute<{ line: string }>(sql.raw(query))
      return [name, lines.map(({ line }) => line)] as const
    }),
  )
  return Object.fromEntries(contents)
}

const send = ({ path, body }: Call, name: EndpointName, browser: Browser, options: CallOptions = {}) =>
  browser.call(methodOf(name), path, { ...(body !== undefined && { body }), ...options })

/** A browser with a full session of somebody else. */
const somebodyElse = async () => (await register(server)).browser

async function unchanged(work: () => Promise<void>) {
  const before = await stored()
  await work()
  expect(await stored()).toEqual(before)
}

test('every endpoint has its row', () => {
  expect(Object.keys(table).sort()).toEqual(endpoints.map(({ name }) => name).sort())
})

describe.each(rows)('%s', (name, { session, status, again, touches, other, prepare }) => {
  test('S-03: from elsewhere, in another way or by another method it does nothing', async () => {
    const call = await prepare()
    await unchanged(async () => {
      await fromElsewhere(name, call)
      if (call.body !== undefined) await inAnotherWay(name, call)
      await byAnotherMethod(name, call)
    })
    expect((await send(call, name, call.browser)).status, 'and the good call passes').toBe(status)
  })

  test('S-02: what is malformed, too large or out of place is refused and does nothing', async () => {
    const call = await prepare()
    await unchanged(async () => {
      if (call.body !== undefined) await malformed(name, call)
      await misplaced(name, call)
    })
    expect((await send(call, name, call.browser)).status, 'and the good call passes').toBe(status)
  })

  test('S-11: without a session, with a false one or with one that may less, it does nothing', async () => {
    const call = await prepare()
    if (session === 'none') return
    const [nobody, liar, newcomer] = [server.browser(), server.browser(), await somebodyElse()]
    liar.cookies.set('sk_session', 'A'.repeat(43))
    const lesser = await withRecoverySession(newcomer)
    await unchanged(async () => {
      for (const browser of [nobody, liar])
        expect(await send(call, name, browser)).toMatchObject(refusal(401, 'session_required'))
      if (session === 'full')
        expect(await send(call, name, lesser)).toMatchObject(refusal(403, 'session_insufficient'))
    })
  })

  test('S-09: somebody else cannot make it, and made twice it has one effect', async () => {
    const call = await prepare()
    const stranger = await somebodyElse()
    if (typeof other !== 'string')
      await unchanged(async () => {
        expect(await send(call, name, stranger)).toMatchObject(refusal(...other))
      })
    const before = isReading(name) ? await stored() : undefined
    expect((await send(call, name, call.browser)).status).toBe(status)
    if (before) expect(await stored(), 'reading changes nothing').toEqual(before)
    const after = await stored(touches)
    const answer = await send(call, name, call.browser)
    if (typeof again === 'number') expect(answer.status).toBe(again)
    else expect(answer).toMatchObject(refusal(...again))
    expect(await stored(touches)).toEqual(after)
    if (other === 'own') await ownThingsOnly(name, call, stranger)
  })
})

async function fromElsewhere(name: EndpointName, call: Call) {
  const foreign: CallOptions['headers'][] = [
    { Origin: 'https://example.org' },
    { Origin: 'http://localhost:4000.example.org' },
    { Origin: 'null' },
    { Origin: null, 'Sec-Fetch-Site': 'cross-site' },
    { Origin: null },
    { 'Sec-Fetch-Site': 'same-site' },
  ]
  for (const headers of foreign) {
    if (isReading(name) || isFromAnywhere(name)) continue
    expect(await send(call, name, call.browser, { headers: headers ?? {} })).toMatchObject(
      refusal(403, 'origin_refused'),
    )
  }
  const asked = await call.browser.call('OPTIONS', call.path, {
    headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': methodOf(name) },
  })
  expect(asked).toMatchObject(refusal(405, 'method_not_allowed'))
  expect([...asked.headers.keys()].filter((header) => header.startsWith('access-control'))).toEqual([])
}

async function inAnotherWay(name: EndpointName, call: Call) {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', null]) {
    const answer = await send(call, name, call.browser, { headers: { 'Content-Type': type } })
    expect(answer).toMatchObject(refusal(415, 'content_type'))
  }
}

async function byAnotherMethod(name: EndpointName, call: Call) {
  const [path = ''] = call.path.split('?')
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const served = method === 'HEAD' ? 'GET' : method
    if (endpoints.some((one) => methodOf(one.name) === served && fits(patternOf(one.name), path))) continue
    const answer = await call.browser.call(method, path, ['GET', 'HEAD'].includes(method) ? {} : { body: {} })
    expect([method, answer.status]).toEqual([method, 405])
  }
  expect(endpoints.some((one) => one.name === name && fits(patternOf(one.name), path))).toBe(true)
}

const fits = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)

async function malformed(name: EndpointName, call: Call) {
  for (const text of malformedTexts(call.body)) {
    const answer = await send({ ...call, body: text }, name, call.browser)
    expect([text.slice(0, 200), answer.status, answer.body.code]).toEqual([
      text.slice(0, 200),
      400,
      'body_invalid',
    ])
    expect(JSON.stringify(answer.body)).not.toMatch(/hidden/)
  }
  const large = JSON.stringify({ filler: 'a'.repeat(1_000_000) })
  expect(await send({ ...call, body: large }, name, call.browser)).toMatchObject(
    refusal(413, 'body_too_large'),
  )
}

/** Ids of other shapes in the path: refused by shape or unknown, never a failure. */
async function misplaced(name: EndpointName, call: Call) {
  const pattern = patternOf(name).split('/')
  const at = pattern.findIndex((part) => part.startsWith(':'))
  if (at < 0) return
  const odd = [
    '%00',
    'a%00',
    '%ff',
    '..%2f..%2fetc',
    '__proto__',
    '0x',
    `0x${'0'.repeat(64)}`,
    "'--",
    'x'.repeat(2000),
  ]
  for (const part of odd) {
    const path = call.path.split('/').with(at, part).join('/')
    const answer: Answer = await send({ ...call, path }, name, call.browser)
    const isRefused = answer.status === 400 || answer.status === 403 || answer.status === 404
    expect([part, isRefused ? 'refused' : answer.status]).toEqual([part, 'refused'])
  }
}

async function withRecoverySession(browser: Browser): Promise<Browser> {
  const { body } = await browser.get('/api/session')
  const own = sql`${sessions.account} = ${body.account.address}`
  await server.context.db.update(sessions).set({ kind: 'recovery' }).where(own)
  return browser
}

/** Whoever calls gets or changes something of his own, and nothing of the account that the good call was about. */
async function ownThingsOnly(name: EndpointName, call: Call, stranger: Browser) {
  const { account } = call
  expect(account).toMatch(/^0x/)
  const things = async () =>
    Object.values(await stored())
      .flat()
      .filter((line) => line.includes(account as string))
  const before = await things()
  const answer = await send(call, name, stranger)
  expect(answer.status).toBe(table[name].status)
  expect(JSON.stringify(answer.body)).not.toContain(account)
  expect(await things()).toEqual(before)
}
