// Two ways to the server: into the app, as most calls go, and over a socket, byte by byte, for what no client would send.
import { connect } from 'node:net'
import type { Made } from './calls.ts'
import type { Surface } from './surface.ts'

/** What came back. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const cookiesOf = ({ browser }: Made) => [...browser.cookies].map((pair) => pair.join('=')).join('; ')

/** The headers that a page would send, with what was changed. */
function headersOf(made: Made, { origin }: Surface): [string, string][] {
  const headers: Record<string, string | null> = {
    Cookie: cookiesOf(made),
    ...(made.method !== 'GET' && { Origin: origin }),
    ...(made.body !== undefined && { 'Content-Type': 'application/json' }),
    ...made.headers,
  }
  return Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== null)
}

/** Hands a call to the app; the browser keeps no cookies of the answer, so that it stays who it is. */
export async function sendInside(made: Made, surface: Surface): Promise<Received> {
  const request = new Request(new URL(`http://server${made.path}`), {
    method: made.method,
    headers: headersOf(made, surface),
    ...(made.body !== undefined && { body: Uint8Array.from(made.body) }),
  })
  const socket = { remoteAddress: '192.0.2.1' }
  const answer = await surface.app.fetch(request, { incoming: { socket } })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

/** Whether a call can be made with a Request at all. */
export function fitsInside({ method, path }: Made): boolean {
  return !/^(TRACE|CONNECT|TRACK)$/i.test(method) && URL.canParse(`http://server${path}`)
}

/** Writes a call to a socket and reads until it is closed; undefined if nothing came. */
export function sendOutside(
  made: Made,
  surface: Surface,
  more: readonly string[],
): Promise<Received | undefined> {
  const headers = [...headersOf(made, surface), ['Connection', 'close']]
  const length = made.body === undefined ? [] : [`Content-Length: ${made.body.length}`]
  const hasHost = headers.some(([name]) => name === 'Host')
  const lines = [
    `${made.method} ${made.path.replaceAll(/[\r\n]/g, '')} HTTP/1.1`,
    ...(hasHost ? [] : [`Host: ${new URL(surface.origin).host}`]),
    ...headers.map((pair) => pair.join(': ')),
    ...length,
    ...more,
  ]
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(surface.port, '127.0.0.1')
    socket.setTimeout(10_000, () => socket.destroy())
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(parse(Buffer.concat(chunks).toString('utf8'))))
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    // Nothing more comes, whatever was said about its length.
    socket.end(made.body ?? Buffer.alloc(0))
  })
}

function parse(all: string): Received | undefined {
  const answer = all.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? []
  if (status === undefined) return undefined
  const end = answer.indexOf('\r\n\r\n')
  const lines = answer.slice(0, end).split('\r\n').slice(1)
  const headers = new Headers(
    lines.map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1)]),
  )
  const body = answer.slice(end + 4)
  const text = headers.get('transfer-encoding') === 'chunked' ? unchunked(body) : body
  return { status: Number(status), headers, text }
}

function unchunked(body: string): string {
  let [rest, text] = [Buffer.from(body), '']
  for (;;) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, end).toString(), 16)
    if (end < 0 || !(size > 0)) return text
    text += rest.subarray(end + 2, end + 2 + size).toString()
    rest = rest.subarray(end + 2 + size + 2)
  }
}
