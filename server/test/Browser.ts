import type { Hono } from 'hono'

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  readonly body: any
}

/** What a call may differ in from that of a well-behaved page. */
export interface CallOptions {
  readonly body?: unknown
  /** `null` removes one. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly peer?: string
}

/** A browser on the app's own page: it keeps cookies and sends Origin and Content-Type as pages do. */
export class Browser {
  readonly cookies = new Map<string, string>()
  /** The Set-Cookie lines of all answers. */
  readonly setCookies: string[] = []
  readonly #app: Pick<Hono, 'fetch'>
  readonly #origin: string

  constructor(app: Pick<Hono, 'fetch'>, origin: string) {
    this.#app = app
    this.#origin = origin
  }

  get = (path: string, options?: CallOptions) => this.call('GET', path, options)
  post = (path: string, body: unknown = {}, options?: CallOptions) =>
    this.call('POST', path, { ...options, body })

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, peer = '192.0.2.1' } = options
    const headers = new Headers({ Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') })
    if (method !== 'GET') headers.set('Origin', this.#origin)
    if (body !== undefined) headers.set('Content-Type', 'application/json')
    for (const [name, value] of Object.entries(options.headers ?? {}))
      value === null ? headers.delete(name) : headers.set(name, value)
    const request = new Request(`http://server${path}`, {
      ...{ method, headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const answer = await this.#app.fetch(request, { incoming: { socket: { remoteAddress: peer } } })
    this.#keep(answer.headers.getSetCookie())
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, body: isJson && text ? JSON.parse(text) : text }
  }

  #keep(lines: readonly string[]): void {
    this.setCookies.push(...lines)
    for (const line of lines) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}
