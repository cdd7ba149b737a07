import { createPublicKey, verify } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newDatabase } from '../../test/database.ts'
import { serverOver, type TestServer, testConfig } from '../../test/server.ts'
import type { Context } from '../context.ts'
import { type OpenDatabase, transact } from '../db.ts'
import { startQueue, WEBHOOKS } from '../queue.ts'
import { Secret } from '../secret.ts'
import { webhooks } from '../tables/webhooks.ts'
import { queueWebhook } from './queueWebhook.ts'
import { webhookPublicKey } from './signature.ts'
import { deliver, webhookJob } from './webhookJob.ts'

interface Taken {
  readonly headers: Record<string, string>
  readonly body: string
}

const seed = generatePrivateKey()
const account = `0x${'AB'.repeat(20)}` as const
const event = { type: 'recovery.started', data: { account, text: 'Somebody … 🔑' } }
const taken: Taken[] = []
const lines: Record<string, unknown>[] = []
let answer: RequestListener = (_, response) => void response.end()
let url = ''
let database: OpenDatabase
let server: TestServer
let context: Context

const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  taken.push({
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
  })
  answer(request, response)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret-path`
  database = await newDatabase()
  const config = testConfig({ webhooks: { key: new Secret(seed), isLocalAllowed: true } })
  server = await serverOver(database, config)
  const stream = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(String(line)))
      done()
    },
  })
  context = { ...server.context, log: pino({ level: 'info' }, stream) }
})
afterAll(async () => {
  receiver.closeAllConnections()
  receiver.close()
  await database.close()
})
beforeEach(async () => {
  taken.length = 0
  lines.length = 0
  answer = (_, response) => void response.end()
  await database.db.delete(webhooks)
})

const queue = (to = url) =>
  transact(context.db, (tx) => queueWebhook(tx, context, { url: to, event, account })) as Promise<string>
const rowOf = async (id: string) => (await database.db.select().from(webhooks).where(eq(webhooks.id, id)))[0]

/** As docs/operations.md tells receivers to, with nothing of ours but the key. */
function isSigned({ headers, body }: Taken, publicKey: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const [version, signature = ''] = headers['webhook-signature']?.split(',') ?? []
  return version === 'v1a' && verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64'))
}

test('a webhook is JSON with id, type, time and data, and signed by the key that GET /api/config names', async () => {
  const { body: config } = await server.browser().get('/api/config')
  const before = context.clock.now()
  const id = await queue()
  const after = context.clock.now()
  expect(await deliver(context, id)).toBe(true)
  const [first = expect.fail()] = taken
  const { createdAt, ...rest } = JSON.parse(first.body)
  expect(rest).toEqual({ id, type: event.type, data: event.data })
  expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(createdAt)).toBeLessThanOrEqual(after)
  expect(first.headers['webhook-id']).toBe(id)
  expect(config.webhooks).toEqual({ publicKey: webhookPublicKey(seed) })
  expect(isSigned(first, config.webhooks.publicKey)).toBe(true)
  expect(isSigned({ ...first, body: `${first.body} ` }, config.webhooks.publicKey)).toBe(false)
  expect(isSigned(first, webhookPublicKey(generatePrivateKey()))).toBe(false)
  expect(await rowOf(id)).toMatchObject({ state: 'sent', reply: '200', attempts: 1, body: null })
})

test('the database has no address in the clear', async () => {
  const id = await queue()
  expect(JSON.stringify(await rowOf(id))).not.toContain('secret-path')
})

test('what is tried again is the same body under the same id, with the time and signature of the attempt', async () => {
  answer = (_, response) => void response.writeHead(503).end()
  const id = await queue()
  expect(await deliver(context, id)).toBe(false)
  expect(await rowOf(id)).toMatchObject({ state: 'queued', reply: 'status 503', attempts: 1 })
  server.skip(3_600)
  answer = (_, response) => void response.end()
  expect(await deliver(context, id)).toBe(true)
  const [one = expect.fail(), two = expect.fail()] = taken
  expect(two.body).toBe(one.body)
  expect(two.headers['webhook-id']).toBe(one.headers['webhook-id'])
  const times = [one, two].map(({ headers }) => Number(headers['webhook-timestamp']))
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3_600)
  expect([one, two].map((each) => isSigned(each, webhookPublicKey(seed)))).toEqual([true, true])
})

test('what is over is not sent again', async () => {
  const id = await queue()
  await deliver(context, id)
  expect(await deliver(context, id)).toBe(true)
  expect(taken).toHaveLength(1)
})

test('after a day it is recorded as failed, and told; its text is gone', async () => {
  const id = await queue('http://127.0.0.1:9/')
  server.skip(86_000)
  expect(await deliver(context, id)).toBe(false)
  server.skip(401)
  expect(await deliver(context, id)).toBe(true)
  expect(await rowOf(id)).toMatchObject({ state: 'failed', reply: 'ECONNREFUSED', attempts: 2, body: null })
  expect(lines.filter(({ alert }) => alert)).toMatchObject([
    { alert: 'webhook_failed', webhook: id, account: account.toLowerCase(), type: event.type },
  ])
  expect(JSON.stringify(lines)).not.toContain('secret-path')
})

test('SSRF: where the configuration does not allow it, nothing of this network is called', async () => {
  const config = { ...context.config, webhooks: { key: new Secret(seed), isLocalAllowed: false } }
  const id = await queue()
  expect(await deliver({ ...context, config }, id)).toBe(false)
  expect(await rowOf(id)).toMatchObject({ state: 'queued', reply: 'address refused' })
  expect(taken).toEqual([])
})

test('without a key nothing is queued', async () => {
  const config = { ...context.config, webhooks: undefined }
  expect(await queueWebhook(context.db, { ...context, config }, { url, event })).toBeUndefined()
  expect(await context.db.$count(webhooks)).toBe(0)
})

test('the job sends what a transaction queued, and tries again what was not taken; what was rolled back is never sent', {
  timeout: 60_000,
}, async () => {
  const boss = await startQueue(database, context.log)
  await boss.updateQueue(WEBHOOKS, { retryDelay: 1, retryBackoff: true, retryDelayMax: 1 })
  await boss.deleteAllJobs(WEBHOOKS)
  const withQueue = { ...context, queue: boss }
  const send = (data: object) =>
    transact(context.db, (tx) => queueWebhook(tx, withQueue, { url, event: { ...event, data } }))
  await expect(
    transact(context.db, async (tx) => {
      await queueWebhook(tx, withQueue, { url, event: { ...event, data: { n: 'rolled back' } } })
      throw new TypeError('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  let refusals = 2
  answer = (_, response) => void response.writeHead(refusals-- > 0 ? 500 : 200).end()
  const ids = [await send({ n: 1 }), await send({ n: 2 })]
  const job = webhookJob(withQueue)
  const states = async () => (await context.db.select().from(webhooks)).map(({ state }) => state)
  await expect.poll(states, { timeout: 30_000 }).toEqual(['sent', 'sent'])
  await job.stop()
  const { rows } = await context.db.execute<{ state: string }>(
    sql`select state from jobs.job where name = ${WEBHOOKS}`,
  )
  expect(rows.map(({ state }) => state)).toEqual(['completed', 'completed'])
  expect(taken).toHaveLength(4)
  expect(new Set(taken.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(ids))
  await boss.stop({ graceful: true, timeout: 5_000 })
})

test('what a process without a queue has written is taken up by one that has', {
  timeout: 60_000,
}, async () => {
  const id = await queue()
  server.skip(601)
  const boss = await startQueue(database, context.log)
  const job = webhookJob({ ...context, queue: boss })
  await expect.poll(async () => (await rowOf(id))?.state, { timeout: 30_000 }).toBe('sent')
  await job.stop()
  await boss.stop({ graceful: true, timeout: 5_000 })
})
