// Passing requests on, as they are, to a port of this machine.
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { withBar } from './pages.ts'

/** Passes a request on; a page comes back with the dev bar in it, if it has one. */
export function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { port, hasBar }: { port: number; hasBar: boolean },
): Promise<void> {
  const isPage = hasBar && isForPage(request)
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: request.method,
        path: request.url,
        headers: isPage ? headersForPage(request) : request.headers,
      },
      (answer) => {
        answer.on('error', reject)
        if (answer.headers['content-type']?.startsWith('text/html') && isPage)
          void sendPage(answer, response).then(resolve, reject)
        else {
          response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
          answer.pipe(response).on('finish', resolve).on('close', resolve)
        }
      },
    )
    onward.on('error', reject)
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
}

/** Connects a WebSocket (the web app's hot reload) with a port of this machine. */
export function passOnUpgrade(parameters: {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
  port: number
}): void {
  const { request, socket, head, port } = parameters
  const onward: Socket = connect(port, '127.0.0.1', () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`]
    for (let index = 0; index < request.rawHeaders.length; index += 2)
      lines.push(`${request.rawHeaders[index]}: ${request.rawHeaders[index + 1]}`)
    onward.write(`${lines.join('\r\n')}\r\n\r\n`)
    onward.write(head)
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.destroy())
  socket.on('error', () => onward.destroy())
}

function isForPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html')
}

/** A page is changed on its way, so it must come as plain text and must not be answered with "not modified". */
function headersForPage({ headers }: IncomingMessage): IncomingMessage['headers'] {
  const { 'if-none-match': _match, 'if-modified-since': _since, ...rest } = headers
  return { ...rest, 'accept-encoding': 'identity' }
}

async function sendPage(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const body = Buffer.from(withBar(Buffer.concat(chunks).toString('utf8')))
  const { etag: _etag, 'transfer-encoding': _encoding, ...headers } = answer.headers
  response.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length })
  response.end(body)
}
