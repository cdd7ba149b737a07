import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useChains } from '../../sdk/test/chains.ts'
import { created } from '../test/authenticator.ts'
import { newDatabase } from '../test/database.ts'
import { Browser, newName, newPasskey, random32, refusal, testConfig } from '../test/server.ts'
import type { OpenDatabase } from './db.ts'
import { startServer } from './main.ts'
import { DataLockedError } from './startErrors.ts'

const chains = useChains()
let database: OpenDatabase
beforeAll(async () => {
  database = await newDatabase()
})
afterAll(() => database.close())

/** The stack's networks, the last ones served by nobody. */
function networks(down = 0) {
  return chains.stack.chains.map(({ chain, rpcUrl }, index, all) => ({
    ...{ chainId: chain.id, name: chain.name, fromBlock: '0', tokens: [], bundlerUrl: 'http://127.0.0.1:2' },
    rpcUrl: index >= all.length - down ? 'http://127.0.0.1:1' : rpcUrl,
  }))
}

const start = (down = 0) => startServer(testConfig({ networks: networks(down) }), { database, jobs: false })

describe('ready', () => {
  test('up when the database and every network answer', async () => {
    const server = await start()
    const answer = await fetch(`${server.url}/ready`)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'up', database: 'up', networks: { 31337: 'up', 31338: 'up' } },
    ])
    await server.stop()
  })

  test('down with 503 when a network does not; the process still lives', async () => {
    const server = await start(1)
    const answer = await fetch(`${server.url}/ready`)
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'down', database: 'up', networks: { 31337: 'up', 31338: 'down' } },
    ])
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    await server.stop()
  })

  test('a node of another chain is no answer', async () => {
    const [one, two] = networks()
    const swapped = [one, two].flatMap((network) =>
      network && two ? [{ ...network, rpcUrl: two.rpcUrl }] : [],
    )
    const server = await startServer(testConfig({ networks: swapped }), { database, jobs: false })
    const { networks: parts } = await (await fetch(`${server.url}/ready`)).json()
    expect(parts).toEqual({ 31337: 'down', 31338: 'up' })
    await server.stop()
  })
})

describe('stop', () => {
  test('what was asked is answered first, then nobody listens; stopping twice is fine', async () => {
    const server = await start()
    const asked = fetch(`${server.url}/ready`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await Promise.all([server.stop(), server.stop()])
    expect((await asked).status).toBe(200)
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  })

  test('B-04 a data directory is free again after stopping, also when the start failed', {
    timeout: 120_000,
  }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sparekey-main-'))
    const config = testConfig({ dataDir })
    const first = await startServer(config, { jobs: false })
    await expect(startServer(config, { jobs: false })).rejects.toThrow(DataLockedError)
    const port = Number(new URL(first.url).port)
    await first.stop()
    const blocker = await startServer(testConfig({ port }), { database, jobs: false })
    await expect(startServer({ ...config, port }, { jobs: false })).rejects.toThrow(/EADDRINUSE/)
    await blocker.stop()
    await (await startServer(config, { jobs: false })).stop()
    rmSync(dataDir, { recursive: true })
  })
})

test('a server that is restarted in the middle goes on where it was: a step that was begun, a session, an answer that was used', {
  timeout: 120_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sparekey-main-'))
  const config = testConfig({ dataDir })
  let server = await startServer(config, { jobs: false })
  const browser = new Browser({ fetch: (...call) => server.app.fetch(...call) }, config.origin)
  const restart = async () => {
    await server.stop()
    server = await startServer(config, { jobs: false })
  }
  const [name, passkey] = [newName(), newPasskey()]
  const { body: options } = await browser.post('/api/registration/options', { name })
  await restart()
  const body = { name, salt: random32(), credential: created(passkey, options) }
  const answer = await browser.post('/api/registration', body)
  expect(answer).toMatchObject({ status: 201, body: { account: { name } } })
  await restart()
  expect(await browser.post('/api/registration', body)).toMatchObject(refusal(409, 'challenge_gone'))
  expect((await browser.get('/api/session')).body).toEqual(answer.body)
  expect((await browser.get(`/api/accounts/${name}`)).body).toEqual(answer.body.account)
  const { address } = answer.body.account
  const { body: queued } = await browser.get(`/api/accounts/${address}/submissions`)
  expect(queued).toMatchObject([{ action: 'create', state: 'queued' }])
  await server.stop()
  rmSync(dataDir, { recursive: true })
})

describe('the dashboard', () => {
  const admin = { origin: 'http://admin.localhost:4001', rpId: 'admin.localhost', host: '127.0.0.1', port: 0 }
  const startBoth = (printed: string[], log?: Logger) =>
    startServer(testConfig({ networks: networks(), admin }), {
      ...{ database, jobs: false, print: (line) => void printed.push(line) },
      ...(log && { log }),
    })

  test('A-07 listens at an address of its own, and neither address has what the other one has', async () => {
    const server = await startBoth([])
    expect(server.admin?.url).toMatch(/^http:/)
    expect(server.admin?.url).not.toBe(server.url)
    const statusOf = async (url = '', path = '') => (await fetch(`${url}${path}`)).status
    expect(await statusOf(server.admin?.url, '/api/queue')).toBe(401)
    expect(await statusOf(server.url, '/api/queue')).toBe(404)
    expect(await statusOf(server.url, '/api/oidc')).toBe(404) // nobody signs in there; the endpoint says so
    expect((await (await fetch(`${server.url}/api/oidc`)).json()).code).toBe('oidc_off')
    expect((await (await fetch(`${server.admin?.url}/api/oidc`)).json()).code).toBe('not_found')
    await server.stop()
    await expect(fetch(`${server.admin?.url}/health`)).rejects.toThrow()
  })

  test('A-06 while nobody runs it every start shows another link, beside the log and never in it', async () => {
    const [printed, lines] = [[] as string[], [] as string[]]
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    for (let count = 0; count < 2; count++) await (await startBoth(printed, log)).stop()
    const links = printed.map((line) => /http:\/\/admin\.localhost:4001\/enrol#([\w-]{43})$/.exec(line)?.[1])
    expect(new Set(links).size).toBe(2)
    for (const link of links) expect(lines.join('')).not.toContain(link ?? 'nothing')
  })

  test('a port that is taken leaves nothing running', async () => {
    const taken = await startBoth([])
    const port = Number(new URL(taken.admin?.url ?? '').port)
    const config = testConfig({ networks: networks(), admin: { ...admin, port } })
    await expect(startServer(config, { database, jobs: false, print: () => {} })).rejects.toThrow(
      /EADDRINUSE/,
    )
    await taken.stop()
  })
})

test('every answer has the security headers, over a real connection with a malformed request too', async () => {
  const server = await start()
  const { hostname, port } = new URL(server.url)
  const raw = await new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write('GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    )
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
  expect(raw).toMatch(/^HTTP\/1.1 4\d\d/)
  expect(raw.toLowerCase()).toContain("content-security-policy: default-src 'self'")
  await server.stop()
})
