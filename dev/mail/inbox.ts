// What the inbox answers: its page, mails as JSON (`/mails?to=…`), a line for every new one (`/events`), and how the mail
// server treats mail (`/manner`).
import type { IncomingMessage, ServerResponse } from 'node:http'
import { DevRequestError } from '../errors.ts'
import { type Page, pageAt } from '../pages.ts'
import { readJson, requireOwnPage } from '../requests.ts'
import type { Mails } from './mails.ts'
import { isManner, type Manners, manners as sentences } from './manners.ts'

const folder = new URL('./pages/', import.meta.url)
const files = { '/': 'inbox.html', '/inbox.js': 'inbox.ts', '/inbox.css': 'inbox.css' }

/** Mail is shown in a frame without scripts, forms and an origin; what it would load is not loaded. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export class Inbox {
  readonly #mails: Mails
  readonly #manners: Manners

  constructor(mails: Mails, manners: Manners) {
    this.#mails = mails
    this.#manners = manners
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireOwnPage(request, { names: ['mail.localhost', 'localhost', '127.0.0.1'], what: 'The inbox' })
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mail.localhost')
    if (request.method === 'POST' && pathname === '/manner') return this.#setManner(request, response)
    if (request.method !== 'GET') throw new DevRequestError(405, 'The inbox can only be read.')
    const page = pageAt(folder, files, pathname)
    if (page) return sendPage(response, page)
    if (pathname === '/mails')
      return sendJson(response, { mails: this.#mails.of(searchParams.get('to') ?? undefined) })
    if (pathname === '/manner')
      return sendJson(response, { manner: this.#manners.general, manners: sentences })
    if (pathname === '/events') return this.#events(response)
    throw new DevRequestError(404, 'There is nothing here.')
  }

  async #setManner(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { manner, to } = await readJson(request)
    if (!isManner(manner))
      throw new DevRequestError(400, `Expected a manner of ${Object.keys(sentences).join(', ')}.`)
    this.#manners.set(manner, to === undefined ? undefined : String(to))
    sendJson(response, { manner: this.#manners.general, manners: sentences })
  }

  #events(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': listening\n\n')
    response.once(
      'close',
      this.#mails.listen(() => response.write('data: new\n\n')),
    )
  }
}

function sendPage(response: ServerResponse, { type, body }: Page): void {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(body)
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
