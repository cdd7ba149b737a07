import type { RequestListener } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { serveHttp, serveUntrusted } from '../../test/documentServer.ts'
import { DocumentError, type DocumentProblem, fetchDocument } from './documents.ts'

const servers: { close(): void }[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(answer: RequestListener, start = serveHttp): Promise<string> {
  const server = await start(answer)
  servers.push(server)
  return `${server.url}/document`
}

const json = { 'content-type': 'application/json; charset=utf-8' }

test('reads JSON, by whatever name', async () => {
  for (const type of ['application/json', 'application/jwk-set+json', 'application/json; charset=utf-8']) {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-type': type }).end('{"keys":[]}'),
    )
    expect(await fetchDocument(url)).toEqual({ keys: [] })
  }
})

test.each<[string, DocumentProblem, RequestListener]>([
  [
    'a redirect to another host',
    'redirected',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  ],
  ['a page', 'not-json', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('{}')],
  ['half a document', 'not-json', (_, response) => response.writeHead(200, json).end('{"keys":')],
  ['no answer but an error', 'status', (_, response) => response.writeHead(500, json).end('{}')],
  ['nothing', 'status', (_, response) => response.writeHead(204).end()],
  [
    '10 MB',
    'too-large',
    (_, response) => response.writeHead(200, json).end(`"${'a'.repeat(10 * 1024 * 1024)}"`),
  ],
  [
    'a body without an end',
    'too-large',
    (_, response) => {
      response.writeHead(200, json)
      const more = () => {
        if (!response.destroyed) response.write('[1,2,3,4]'.repeat(1000), more)
      }
      more()
    },
  ],
  ['a connection that breaks off', 'unreachable', (_, response) => response.socket?.destroy()],
])('K-06 refuses %s', async (_, problem, answer) => {
  const url = await serve(answer)
  const error = await fetchDocument(url).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DocumentError)
  expect((error as DocumentError).problem).toBe(problem)
})

test('K-06 refuses a server whose certificate nobody has signed, and one that has none', async () => {
  const untrusted = await serve((_, response) => response.writeHead(200, json).end('{}'), serveUntrusted)
  const error = await fetchDocument(untrusted).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ problem: 'unreachable' })
  expect(error).toMatchObject({ cause: { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } } })
  const bare = await serve((_, response) => response.writeHead(200, json).end('{}'))
  await expect(fetchDocument(bare.replace('http:', 'https:'))).rejects.toMatchObject({
    problem: 'unreachable',
  })
})

test('K-06 takes nothing out of a cache, and tells those between that they must not', async () => {
  const asked: unknown[] = []
  const url = await serve((request, response) => {
    asked.push(request.headers['cache-control'])
    const headers = { ...json, 'cache-control': 'public, max-age=86400', etag: '"1"' }
    response.writeHead(200, headers).end(JSON.stringify({ time: asked.length }))
  })
  expect([await fetchDocument(url), await fetchDocument(url)]).toEqual([{ time: 1 }, { time: 2 }])
  expect(asked).toEqual(['no-cache', 'no-cache'])
})

test('nobody there', async () => {
  await expect(fetchDocument('http://127.0.0.1:9/')).rejects.toMatchObject({ problem: 'unreachable' })
})
