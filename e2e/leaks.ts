// Everything that a page lets out or leaves behind, searched for a secret.
import type { Person } from './people.ts'

/** Bytes in a row that must not be found in any form. */
const length = 8

export class Leaks {
  readonly #person: Person
  readonly #sent: { readonly where: string; readonly head: Buffer; readonly bytes: Buffer }[] = []

  /** From now on keeps what any page of this person sends, workers' requests too. */
  constructor(person: Person) {
    this.#person = person
    person.context.on('request', (request) => {
      const head = Buffer.from(`${request.url()} ${JSON.stringify(request.headers())}`)
      const body = request.postDataBuffer() ?? Buffer.alloc(0)
      this.#sent.push({ where: `request ${request.url()}`, head, bytes: Buffer.concat([head, body]) })
    })
  }

  /** Where eight bytes of a secret stand as they are, in hex, base64 or UTF-16. */
  async of(...secrets: readonly Buffer[]): Promise<string[]> {
    const places = [
      ...this.#sent,
      { where: 'console', bytes: Buffer.from(this.#person.console.join('\n')) },
      { where: 'storage', bytes: Buffer.from(await this.#stored()) },
    ]
    const forms = secrets.flatMap(formsOf)
    return places.filter(({ bytes }) => forms.some((form) => bytes.includes(form))).map(({ where }) => where)
  }

  /** Where a text stands in an address, a header or the console. */
  inAddresses(text: string): string[] {
    const places = [
      ...this.#sent.map(({ where, head }) => ({ where, bytes: head })),
      { where: 'console', bytes: Buffer.from(this.#person.console.join('\n')) },
    ]
    return places.filter(({ bytes }) => bytes.includes(text)).map(({ where }) => where)
  }

  /** Cookies, both storages, databases, the address and what the page shows. */
  async #stored(): Promise<string> {
    const state = await this.#person.context.storageState({ indexedDB: true })
    const page = await this.#person.page.evaluate(() =>
      JSON.stringify([
        { ...sessionStorage },
        { ...localStorage },
        location.href,
        history.state,
        document.body.innerHTML,
      ]),
    )
    return JSON.stringify(state) + page
  }
}

function formsOf(secret: Buffer): Buffer[] {
  const starts = Array.from({ length: secret.length - length + 1 }, (_, start) => start)
  return starts.flatMap((start) => {
    const part = secret.subarray(start, start + length)
    const utf16 = Buffer.from(part.toString('latin1'), 'utf16le')
    const texts = [part.toString('hex'), part.toString('hex').toUpperCase(), ...base64Forms(part)]
    return [part, utf16, ...texts.map((text) => Buffer.from(text))]
  })
}

/** In base64 the same bytes look different at each of three places; only characters that depend on them alone count. */
function base64Forms(part: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), part])
      .toString('base64')
      .replace(/=+$/, '')
    const inner = text.slice(offset === 0 ? 0 : offset + 1, (offset + part.length) % 3 === 0 ? undefined : -1)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
