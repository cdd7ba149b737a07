// Somebody with software passkeys who talks to the server as a browser does, over HTTP.
import { type SoftwarePasskey, softwarePasskey } from 'sparekey'
import type { Address } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { asserted, created } from '../../server/test/authenticator.ts'
import { type Answer, Browser } from '../../server/test/Browser.ts'
import { MeasurementError } from '../MeasurementError.ts'

/** An account and the passkey that it was made with. */
export interface Registered {
  readonly address: Address
  readonly passkey: SoftwarePasskey
}

export class Person {
  readonly #url: string
  readonly browser: Browser

  constructor(url: string) {
    this.#url = url
    // What the browser asks of "the server" goes to this one.
    const passOn = (asked: Request) => {
      const { pathname, search } = new URL(asked.url)
      return fetch(new Request(`${url}${pathname}${search}`, asked))
    }
    this.browser = new Browser({ fetch: passOn }, url)
  }

  newPasskey(): SoftwarePasskey {
    return softwarePasskey({ rpId: new URL(this.#url).hostname, origin: this.#url })
  }

  // biome-ignore lint/suspicious/noExplicitAny: what is expected is read
  async post(path: string, body: object = {}): Promise<any> {
    return this.#expect(path, await this.browser.post(`/api${path}`, body))
  }

  async register(name: string): Promise<Registered> {
    const passkey = this.newPasskey()
    const credential = created(passkey, await this.post('/registration/options', { name }))
    const salt = generatePrivateKey() // 32 random bytes
    const { account } = await this.post('/registration', { name, salt, credential })
    return { address: account.address, passkey }
  }

  /** Milliseconds that the server took for both calls of a sign-in; the passkey's own time is not among them. */
  async signIn(passkey: SoftwarePasskey): Promise<number> {
    const begun = performance.now()
    const options = await this.post('/sign-in/options')
    const asked = performance.now()
    const credential = await asserted(passkey, options)
    const answered = performance.now()
    await this.post('/sign-in', { credential })
    return performance.now() - answered + (asked - begun)
  }

  #expect(path: string, { status, body }: Answer): unknown {
    if (status < 300) return body
    throw new MeasurementError(`${path} answered ${status} ${JSON.stringify(body)}`)
  }
}
