import { describe, expect, test } from 'vitest'
import { newDatabase } from '../test/database.ts'
import {
  Browser,
  newName,
  origin,
  refusal,
  register,
  serverOver,
  testConfig,
  useServer,
} from '../test/server.ts'
import { checks } from './checks.ts'

const server = useServer()
const path = '/api/registration/options'
const mutating = Object.keys(checks).filter((name) => !name.startsWith('GET '))
/** Mail programs call it, which have no page: its token is all that counts (RFC 8058). */
const ofMailPrograms = 'POST /api/email/unsubscribe/:token'

describe('403', () => {
  test.each(mutating.filter((name) => name !== ofMailPrograms))(
    'S-03 %s is refused from another page',
    async (name) => {
      const [method = '', route = ''] = name.split(' ')
      const origins = [
        null,
        'null',
        'http://localhost:4001',
        'http://localhost:4000.example.org',
        'https://localhost:4000',
      ]
      for (const Origin of origins) {
        const headers = { Origin, ...(Origin === null && { 'Sec-Fetch-Site': 'cross-site' }) }
        const answer = await server.browser().call(method, route, { body: {}, headers })
        expect(answer).toMatchObject(refusal(403, 'origin_refused'))
        expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false)
      }
    },
  )

  test('S-03 a cross-site form is refused, whatever it sends', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { Origin: 'https://example.org', 'Content-Type': type }
      const answer = await server.browser().post(path, '{"name":"alice"}', { headers })
      expect(answer).toMatchObject(refusal(403, 'origin_refused'))
    }
  })
})

describe('405', () => {
  test.each(mutating)('S-03 %s cannot be done by a link', async (name) => {
    const route = name.split(' ')[1] ?? ''
    if (Object.hasOwn(checks, `GET ${route}`)) return
    const answer = await server.browser().get(route)
    // Some of these are also the path of one thing of that id, which there is not.
    if (/^.api.(passkeys|requests)./.test(route)) expect([400, 404, 405]).toContain(answer.status)
    else expect(answer).toMatchObject(refusal(405, 'method_not_allowed'))
  })
})

describe('415 and 413 and 400', () => {
  test('S-03 JSON that says it is text is refused', async () => {
    for (const type of ['text/plain', 'application/json; charset=utf-16', 'application/jsonp', null]) {
      const answer = await server
        .browser()
        .post(path, '{"name":"alice"}', { headers: { 'Content-Type': type } })
      expect(answer).toMatchObject(refusal(415, 'content_type'))
    }
  })

  test('64 kB are enough', async () => {
    const body = JSON.stringify({ name: 'a'.repeat(65_536) })
    expect(await server.browser().post(path, body)).toMatchObject(refusal(413, 'body_too_large'))
  })

  test('what is no JSON, or not the shape, is refused without saying what was sent', async () => {
    for (const body of ['{', '[]', '"x"', '{"name":{}}', '{"name":"alice","__proto__":{}}']) {
      const answer = await server.browser().post(path, body)
      expect(answer).toMatchObject(refusal(400, 'body_invalid'))
    }
  })
})

describe('429', () => {
  const limited = testConfig({ rateFactor: 1 })

  test('S-05 2,000 calls at once from one peer: as many get through as the table says, whatever they claim to be', async () => {
    const database = await newDatabase()
    const { browser } = await serverOver(database, limited)
    const answers = await Promise.all(
      Array.from({ length: 2000 }, (_, index) =>
        browser().post(
          '/api/registration',
          {},
          { headers: { 'X-Forwarded-For': `198.51.100.${index % 250}` } },
        ),
      ),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(2000 - checks['POST /api/registration'].peer)
    expect(refused[0]).toMatchObject(refusal(429, 'rate_limited'))
    expect(Number(refused[0]?.headers.get('Retry-After'))).toBeGreaterThan(0)
    await database.close()
  })

  test('S-05 an IPv6 network is one peer, a second process counts on, and after a minute it starts anew', async () => {
    const database = await newDatabase()
    const [one, two] = [await serverOver(database, limited), await serverOver(database, limited)]
    const call = (server: typeof one, index: number, net = '2001:db8:0:1') =>
      server.browser().post('/api/registration', {}, { peer: `${net}::${index.toString(16)}` })
    for (let index = 0; index < 20; index++)
      expect((await call(index % 2 ? one : two, index)).status).toBe(400)
    expect(await call(one, 77)).toMatchObject({ status: 429 })
    expect(await call(two, 78)).toMatchObject({ status: 429 })
    expect(await call(one, 1, '2001:db8:0:2')).toMatchObject({ status: 400 })
    one.skip(61)
    expect(await call(one, 79)).toMatchObject({ status: 400 })
    await database.close()
  })

  test('S-05 behind a named proxy the address counts that this proxy wrote', async () => {
    const database = await newDatabase()
    const { app } = await serverOver(database, { ...limited, trustedProxies: ['192.0.2.9'] })
    const call = (forwarded: string) =>
      new Browser(app, origin).post(
        '/api/registration',
        {},
        { peer: '192.0.2.9', headers: { 'X-Forwarded-For': forwarded } },
      )
    for (let index = 0; index < 20; index++) await call(`10.0.0.${index}, 203.0.113.5`)
    expect(await call('10.9.9.9, 203.0.113.5')).toMatchObject({ status: 429 })
    expect(await call('10.9.9.9, 203.0.113.6')).toMatchObject({ status: 400 })
    await database.close()
  })

  test('S-05 an account is limited from wherever it is called', async () => {
    const database = await newDatabase()
    const strict = await serverOver(database, limited)
    const { browser } = await register(strict, newName())
    const statuses: number[] = []
    for (let index = 0; index < 32; index++) {
      const answer = await browser.call('PUT', '/api/guardians', { body: [], peer: `198.51.100.${index}` })
      statuses.push(answer.status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(30)
    await database.close()
  })
})
