import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { DocumentError, type DocumentProblem, fetchDocument } from './documents.ts'

const servers: { close(): void }[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/document`
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

test('nobody there', async () => {
  await expect(fetchDocument('http://127.0.0.1:9/')).rejects.toMatchObject({ problem: 'unreachable' })
})
