// The app's address in the local stack, and the dashboard's. It passes everything on to the server (or to the web app's dev
// server). The app's puts the dev bar into pages and answers /dev/ itself: neither the server nor the production build knows of
// the bar.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DevError, DevRequestError, PortTakenError } from '../errors.ts'
import { readJson, requireOwnPage } from '../requests.ts'
import { answerApi, type Controls } from './api.ts'
import { devPage } from './pages.ts'
import { passOn, passOnUpgrade } from './passOn.ts'

/** The running front. */
export interface Front {
  readonly port: number
  /** From now on requests are answered; without `controls` there is no dev bar. */
  open(parameters: { controls?: Controls; portFor(path: string): number | undefined }): void
  close(): Promise<void>
}

type Opened = Parameters<Front['open']>[0]

/**
 * Listens at once, so that the address is known to what is started behind it; answers 503 until that is there.
 *
 * @throws {@link PortTakenError}
 */
export async function startFront(port: number): Promise<Front> {
  let opened: Opened | undefined
  const server = createServer((request, response) => {
    void answer(request, response, opened).catch((error: unknown) => refuse(response, error))
  })
  server.on('upgrade', (request, socket, head) => {
    const target = opened?.portFor(request.url ?? '/')
    if (target === undefined) socket.destroy()
    else passOnUpgrade({ request, socket, head, port: target })
  })
  await listen(server, port)
  return {
    port: (server.address() as AddressInfo).port,
    open(parameters) {
      opened = parameters
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(new PortTakenError([port])))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve)
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  opened: Opened | undefined,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  if (!opened) throw new DevRequestError(503, 'The local stack is still starting.')
  const { controls } = opened
  if (controls && path.startsWith('/dev/')) return answerDev(request, response, { path, controls })
  const port = opened.portFor(path)
  if (port === undefined) throw new DevRequestError(502, 'The server is stopped.')
  return passOn(request, response, { port, hasBar: controls !== undefined })
}

async function answerDev(
  request: IncomingMessage,
  response: ServerResponse,
  { path, controls }: { path: string; controls: Controls },
): Promise<void> {
  requireOwnPage(request, { names: ['localhost', '127.0.0.1'], what: 'The dev bar' })
  const page = devPage(path)
  if (page) {
    response.writeHead(200, {
      'content-type': page.type,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
    })
    response.end(page.body)
    return
  }
  const name = path.replace('/dev/api/', '')
  const body = request.method === 'POST' ? await readJson(request) : {}
  send(response, 200, { result: await answerApi(controls, name, body) })
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const status = error instanceof DevRequestError ? error.status : error instanceof DevError ? 400 : 502
  const { code, message } = error as { code?: unknown; message?: string }
  send(response, status, {
    error: message ?? String(error),
    ...(typeof code === 'number' && { code }),
  })
}

function send(response: ServerResponse, status: number, body: object): void {
  const json = JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(json)
}
