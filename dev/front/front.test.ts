// The front by itself: chains, a stand-in for the server behind it, and what browsers ask.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPublicClient, http, verifyMessage, verifyTypedData } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../stack.ts'
import { type Front, startFront } from './front.ts'

let stack: Stack
let front: Front
let behind: Server
let url: string
let isServerRunning = true

beforeAll(async () => {
  stack = await startStack({ bundlers: false })
  behind = createServer((request, response) => {
    const isPage = request.url === '/page'
    response.writeHead(200, {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
      'content-security-policy': "script-src 'self'",
      etag: '"one"',
      'set-cookie': ['a=1', 'b=2'],
    })
    response.end(isPage ? '<html><head><title>é</title></head></html>' : JSON.stringify(request.headers))
  })
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  front = await startFront(0)
  url = `http://localhost:${front.port}`
})
afterAll(async () => {
  await front.close()
  behind.close()
  await stack.stop()
})

const open = () =>
  front.open({
    controls: {
      ...stack,
      rotateIssuerKey: async () => {},
      isServerRunning: () => isServerRunning,
      links: { Inbox: 'http://mail.localhost:4003' },
      setServerRunning: async (isRunning) => {
        isServerRunning = isRunning
      },
    },
    portFor: () => (isServerRunning ? (behind.address() as AddressInfo).port : undefined),
  })

async function ask(name: string, body?: unknown, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: JSON.stringify(body) }
  return fetch(`${url}/dev/api/${name}`, {
    ...(body !== undefined && init),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const result = async (name: string, body?: unknown) =>
  ((await (await ask(name, body)).json()) as { result: never }).result

test('the front answers 503 until what is behind it runs, then passes everything on', async () => {
  const early = await startFront(0)
  expect((await fetch(`http://localhost:${early.port}/page`)).status).toBe(503)
  await early.close()

  open()
  const answer = await fetch(`${url}/api/x`, {
    headers: { origin: 'http://else', accept: 'application/json' },
  })
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(answer.headers.get('etag')).toBe('"one"')
  expect(await answer.json()).toMatchObject({ origin: 'http://else', host: `localhost:${front.port}` })
})

test('a page comes with the bar in front of its own scripts and its policy unchanged', async () => {
  open()
  const answer = await fetch(`${url}/page`, { headers: { accept: 'text/html' } })
  expect(await answer.text()).toBe(
    '<html><head><script type="module" src="/dev/bar.js"></script><title>é</title></head></html>',
  )
  expect(answer.headers.get('content-security-policy')).toBe("script-src 'self'")
  expect(answer.headers.get('etag')).toBeNull()
})

test('the dashboard’s front adds nothing: no bar in pages, and /dev/ is no path of its own', async () => {
  const plain = await startFront(0)
  plain.open({ portFor: () => (behind.address() as AddressInfo).port })
  const ask = (path: string) =>
    fetch(`http://localhost:${plain.port}${path}`, { headers: { accept: 'text/html' } })
  expect(await (await ask('/page')).text()).toBe('<html><head><title>é</title></head></html>')
  expect(await (await ask('/dev/api/state')).json()).toMatchObject({ host: `localhost:${plain.port}` })
  await plain.close()
})

test('the bar knows the pages beside the app', async () => {
  open()
  expect(await result('state')).toMatchObject({ links: { Inbox: 'http://mail.localhost:4003' } })
})

test('the bar and the wallet are served as plain JavaScript', async () => {
  open()
  for (const path of ['bar.js', 'wallet.js', 'provider.ts', 'protocol.ts']) {
    const answer = await fetch(`${url}/dev/${path}`)
    expect(answer.headers.get('content-type')).toMatch('text/javascript')
    expect(await answer.text()).not.toMatch(/\binterface\b|import type/)
  }
  expect(await (await fetch(`${url}/dev/wallet`)).text()).toContain('<title>Dev Wallet</title>')
  expect((await fetch(`${url}/dev/else`)).status).toBe(404)
})

test('pages of other origins, and names that lead here, move nothing', async () => {
  open()
  expect((await ask('skip', { seconds: 60 }, { origin: 'http://evil.example' })).status).toBe(403)
  expect((await fetch(`${url}/dev/api/skip`, { method: 'POST', body: '{}' })).status).toBe(415)
})

test('time moves on both chains; a frozen one stands still and catches up', async () => {
  open()
  const [one, two] = stack.chains
  const timeOf = async ({ client }: typeof one) => Number((await client.getBlock()).timestamp)
  const reached = await result('skip', { seconds: 3600 })
  expect([await timeOf(one), await timeOf(two)]).toEqual([reached, reached])

  await ask('freeze', { chainId: two.chain.id, isFrozen: true })
  await result('skip', { seconds: 3600 })
  const hash = await two.client.sendTransaction({
    account: stack.operator.address,
    to: stack.operator.address,
  })
  expect(await timeOf(two)).toBe(reached)
  await expect(two.client.getTransactionReceipt({ hash })).rejects.toThrow()
  expect(await result('state')).toMatchObject({ chains: [{ isFrozen: false }, { isFrozen: true }] })

  await ask('freeze', { chainId: two.chain.id, isFrozen: false })
  await two.client.waitForTransactionReceipt({ hash })
  expect(await timeOf(two)).toBeGreaterThanOrEqual(reached + 3600)
  expect((await ask('freeze', { chainId: 1, isFrozen: true })).status).toBe(400)
})

test('the wallet signs messages and typed data without a chain, and sends', async () => {
  open()
  const [address, other] = (await result('wallet/accounts', { seed: 'one' })) as `0x${string}`[]
  if (!address || !other) expect.fail('no addresses')
  const answer = (method: string, params: unknown[], from = address) =>
    result('wallet/answer', { seed: 'one', address: from, method, params, chainId: 31337 })
  const signature = await answer('personal_sign', ['0x68656c6c6f', address])
  expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)

  const data = {
    domain: { name: 'Test' },
    types: { Mail: [{ name: 'text', type: 'string' }] },
    primaryType: 'Mail',
    message: { text: 'hello' },
  } as const
  const typed = await answer('eth_signTypedData_v4', [address, JSON.stringify(data)])
  expect(await verifyTypedData({ address, ...data, signature: typed })).toBe(true)
  // The person chose another address than the one that was meant.
  const wrong = await answer('eth_signTypedData_v4', [address, JSON.stringify(data)], other)
  expect(await verifyTypedData({ address, ...data, signature: wrong })).toBe(false)

  const hash = await answer('eth_sendTransaction', [{ from: address, to: other, value: '0x1' }])
  const client = createPublicClient({ transport: http(stack.chains[0].rpcUrl) })
  expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success')
  expect(await result('rpc', { chainId: 31337, method: 'eth_getBalance', params: [other, 'latest'] })).toBe(
    '0x1',
  )
})

test('another seed is another wallet', async () => {
  open()
  expect(await result('wallet/accounts', { seed: 'one' })).not.toEqual(
    await result('wallet/accounts', { seed: 'two' }),
  )
})

test('a stopped server is said to be stopped', async () => {
  open()
  await ask('server', { isRunning: false })
  expect((await fetch(`${url}/page`)).status).toBe(502)
  await ask('server', { isRunning: true })
  expect((await fetch(`${url}/page`)).status).toBe(200)
})
