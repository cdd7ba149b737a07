import type { Browser, CDPSession } from 'playwright-core'

interface Message {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
  readonly method?: string
  readonly params?: unknown
}

/**
 * A tab that is driven by nothing but the commands given here. Playwright's own pages have a debugger's half attached
 * (the Runtime domain), for which V8 parses a script again whenever an Error is made in it, as React does when it is
 * loaded: a fifth of the time until the first page can be used, which nobody but its driver ever waits for.
 */
export class BareTab {
  readonly #session: CDPSession
  readonly #sessionId: string
  readonly #contextId: string
  readonly #pending = new Map<number, (message: Message) => void>()
  readonly #listeners = new Map<string, (parameters: never) => void>()
  #sent = 0

  private constructor(session: CDPSession, sessionId: string, contextId: string) {
    this.#session = session
    this.#sessionId = sessionId
    this.#contextId = contextId
    session.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId === sessionId) this.#receive(JSON.parse(event.message) as Message)
    })
  }

  /** Opens an empty tab in a browser profile that was never there. */
  static async open(browser: Browser): Promise<BareTab> {
    const session = await browser.newBrowserCDPSession()
    const { browserContextId } = await session.send('Target.createBrowserContext')
    const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId })
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
    return new BareTab(session, sessionId, browserContextId)
  }

  /** A command of the DevTools protocol. */
  async send<T>(method: string, parameters: object = {}): Promise<T> {
    const id = ++this.#sent
    const answer = new Promise<Message>((resolve) => this.#pending.set(id, resolve))
    const message = JSON.stringify({ id, method, params: parameters })
    await this.#session.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message })
    const { error, result } = await answer
    if (error) throw new TypeError(`${method}: ${error.message}`)
    return result as T
  }

  /** An event of the DevTools protocol. */
  on<T>(method: string, listener: (parameters: T) => void): void {
    this.#listeners.set(method, listener)
  }

  /** What an expression is, as soon as it is anything. */
  async waitFor<T>(expression: string, patience = 30_000): Promise<T> {
    for (const since = performance.now(); performance.now() - since < patience; ) {
      const { result } = await this.send<{ result: { value?: T } }>('Runtime.evaluate', { expression })
      if (result.value !== undefined) return result.value
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    throw new TypeError(`After ${patience} ms there is no ${expression}.`)
  }

  async close(): Promise<void> {
    await this.#session.send('Target.disposeBrowserContext', { browserContextId: this.#contextId })
    await this.#session.detach()
  }

  #receive(message: Message): void {
    if (message.method) this.#listeners.get(message.method)?.(message.params as never)
    if (message.id === undefined) return
    this.#pending.get(message.id)?.(message)
    this.#pending.delete(message.id)
  }
}
