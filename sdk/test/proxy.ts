// A node that misbehaves: a small HTTP proxy in front of a real one, told per request what to do.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One JSON-RPC request. */
export interface RpcRequest {
  readonly id: number
  readonly method: string
  readonly params?: readonly unknown[]
}

/** What to do with a request; `pass` asks the real node and returns its result. */
export type Behaviour = (
  request: RpcRequest,
  reply: { pass(): Promise<unknown>; result(value: unknown): void; response: ServerResponse },
) => void | Promise<void>

export interface NodeProxy {
  readonly url: string
  /** Everything that was asked, in order. */
  readonly requests: RpcRequest[]
  behaviour: Behaviour
  stop(): Promise<void>
}

/** Starts a proxy that passes everything on until it is told otherwise. */
export async function startProxy(target: string): Promise<NodeProxy> {
  const requests: RpcRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = JSON.parse(await textOf(incoming)) as RpcRequest
    requests.push(request)
    const result = (value: unknown) => send(response, { jsonrpc: '2.0', id: request.id, result: value })
    const pass = async () => {
      const answer = await post(target, request)
      if ('error' in answer) send(response, answer)
      return answer.result
    }
    await Promise.resolve(proxy.behaviour(request, { pass, result, response })).catch(() =>
      response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: NodeProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behaviour: honest,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}

/** Answers as the real node does. */
export const honest: Behaviour = async (_, { pass, result, response }) => {
  const value = await pass()
  if (!response.headersSent) result(value)
}

/** Cuts the connection. */
export const fails: Behaviour = (_, { response }) => void response.destroy()
/** Never answers. */
export const hangs: Behaviour = () => {}
/** Answers with a page of HTML. */
export const garbage: Behaviour = (_, { response }) => void response.end('<html>Bad gateway</html>')
/** Answers with JSON that is cut off, and says that it is JSON. */
export const halfJson: Behaviour = (_, { response }) => {
  response.setHeader('content-type', 'application/json').end('{"jsonrpc":"2.0","id":1,"resu')
}
/** Has no answer to anything. */
export const nothing: Behaviour = (_, { result }) => result(null)
/** Asks for patience. */
export const tooMany: Behaviour = (_, { response }) => {
  response.writeHead(429).end('Too Many Requests')
}
/** Refuses by JSON-RPC. */
export const limited: Behaviour = ({ id }, { response }) =>
  send(response, { jsonrpc: '2.0', id, error: { code: -32005, message: 'daily request count exceeded' } })

/** Honest but for one method, whose result it changes. */
export const lies =
  (method: string, change: (result: unknown, request: RpcRequest) => unknown): Behaviour =>
  async (request, reply) => {
    if (request.method !== method) return honest(request, reply)
    const value = await reply.pass()
    if (!reply.response.headersSent) reply.result(change(value, request))
  }

/** Behaves so for these methods, and honestly for the others. */
export const only =
  (methods: readonly string[], behaviour: Behaviour): Behaviour =>
  (request, reply) =>
    (methods.includes(request.method) ? behaviour : honest)(request, reply)

function send(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
}

async function post(url: string, request: RpcRequest): Promise<{ result?: unknown; error?: unknown }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) })
  return (await answer.json()) as { result?: unknown }
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
