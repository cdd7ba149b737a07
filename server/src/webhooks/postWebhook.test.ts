// Real sockets on this computer; names are looked up in a table of the test.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serveUntrusted } from '../../test/documentServer.ts'
import { postWebhook } from './postWebhook.ts'

const headers = { 'content-type': 'application/json' }
const body = JSON.stringify({ grüße: '🔑' })
const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A receiver at a port of its own, and what it was asked. */
async function receiver(answer: RequestListener = (_, response) => void response.end()) {
  const asked: { request: IncomingMessage; text: string }[] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    asked.push({ request, text: Buffer.concat(chunks).toString() })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  return { asked, port: (server.address() as AddressInfo).port }
}

const local = { isLocalAllowed: true, timeout: 2_000 }
const names =
  (table: Record<string, readonly string[]>) =>
  async (name: string): Promise<readonly string[]> =>
    table[name] ?? []

const failure = (reply: string) => ({ name: 'WebhookFailedError', code: 'webhook_failed', reply })

describe('postWebhook', () => {
  test('posts the body as it is, and takes every status of 200 to 299', async () => {
    const { asked, port } = await receiver((_, response) => void response.writeHead(202).end('thanks'))
    const url = `http://localhost:${port}/hook?a=b`
    expect(await postWebhook({ url, headers, body }, local)).toBe(202)
    const [{ request, text } = expect.fail()] = asked
    expect(request).toMatchObject({ method: 'POST', url: '/hook?a=b' })
    expect(request.headers).toMatchObject({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
    expect(text).toBe(body)
  })

  test.each([302, 307, 308, 400, 404, 410, 500])('takes no %i', async (status) => {
    const { port } = await receiver((_, response) => void response.writeHead(status).end())
    const url = `http://127.0.0.1:${port}/`
    await expect(postWebhook({ url, headers, body }, local)).rejects.toMatchObject(
      failure(`status ${status}`),
    )
  })

  test('SSRF: follows no redirect', async () => {
    const inside = await receiver()
    const { port } = await receiver(
      (_, response) => void response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end(),
    )
    const url = `http://127.0.0.1:${port}/`
    await expect(postWebhook({ url, headers, body }, local)).rejects.toMatchObject(failure('status 307'))
    expect(inside.asked).toEqual([])
  })

  test.each([
    ['127.0.0.1'],
    ['10.0.0.7'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['fd00::1'],
    ['93.184.216.34', '127.0.0.1'],
    ['2606:4700::1', 'fe80::1'],
    [],
  ])('SSRF: a name that means %s is refused before anything is sent', async (...addresses) => {
    const { asked, port } = await receiver()
    const resolve = vi.fn(names({ 'evil.example': addresses }))
    const url = `https://evil.example:${port}/`
    await expect(
      postWebhook({ url, headers, body }, { isLocalAllowed: false, resolve, timeout: 2_000 }),
    ).rejects.toMatchObject(failure('address refused'))
    expect(resolve).toHaveBeenCalledTimes(1)
    expect(asked).toEqual([])
  })

  test.each(['https://2130706433', 'https://0177.0.0.1', 'https://[::ffff:7f00:1]', 'http://127.0.0.1'])(
    'SSRF: %s is refused before it is looked up',
    async (start) => {
      const { asked, port } = await receiver()
      const resolve = vi.fn(names({}))
      await expect(
        postWebhook({ url: `${start}:${port}/`, headers, body }, { isLocalAllowed: false, resolve }),
      ).rejects.toMatchObject(failure('address refused'))
      expect(resolve).not.toHaveBeenCalled()
      expect(asked).toEqual([])
    },
  )

  test('SSRF: goes to the address that was checked, whatever the name means a moment later (rebinding)', async () => {
    const { asked, port } = await receiver()
    const answers = [['127.0.0.1'], ['10.0.0.1'], ['10.0.0.1']]
    const resolve = vi.fn(async () => answers.shift() ?? [])
    const url = `http://rebinding.example:${port}/`
    // No system knows this name: that it arrives shows that the lookup is ours.
    expect(await postWebhook({ url, headers, body }, { ...local, resolve })).toBe(200)
    expect(resolve).toHaveBeenCalledTimes(1)
    expect(asked.map(({ request }) => request.headers.host)).toEqual([`rebinding.example:${port}`])
  })

  test('a certificate that nobody vouches for is no answer', async () => {
    const server = await serveUntrusted((_, response) => void response.end())
    servers.push(server)
    await expect(postWebhook({ url: `${server.url}/`, headers, body }, local)).rejects.toMatchObject(
      failure('DEPTH_ZERO_SELF_SIGNED_CERT'),
    )
  })

  test('a name that nobody has, and a port where nobody listens', async () => {
    const noName = async () => Promise.reject(new TypeError('ENOTFOUND'))
    await expect(
      postWebhook({ url: 'https://nobody.example/', headers, body }, { ...local, resolve: noName }),
    ).rejects.toMatchObject(failure('name not found'))
    await expect(postWebhook({ url: 'http://127.0.0.1:9/', headers, body }, local)).rejects.toMatchObject(
      failure('ECONNREFUSED'),
    )
  })

  test('waits for an answer no longer than it is told, and not for a name either', async () => {
    const { port } = await receiver(() => {})
    const short = { ...local, timeout: 200 }
    const url = `http://127.0.0.1:${port}/`
    await expect(postWebhook({ url, headers, body }, short)).rejects.toMatchObject(failure('timeout'))
    const never = () => new Promise<readonly string[]>(() => {})
    await expect(
      postWebhook({ url: 'https://slow.example/', headers, body }, { ...short, resolve: never }),
    ).rejects.toMatchObject(failure('timeout'))
  })

  test('reads nothing of a body that never ends', async () => {
    let isOpen = true
    const { port } = await receiver((_, response) => {
      response.writeHead(200)
      response.on('close', () => {
        isOpen = false
      })
      const drip = () => {
        if (isOpen) response.write('a'.repeat(65_536), () => setTimeout(drip, 5))
      }
      drip()
    })
    expect(await postWebhook({ url: `http://127.0.0.1:${port}/`, headers, body }, local)).toBe(200)
    await expect.poll(() => isOpen).toBe(false)
  })
})
