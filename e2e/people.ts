// People with a browser, passkeys and a wallet. They find things as people do: by role and visible name.
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { Authenticator, type Role } from './authenticator.ts'
import { newProfile } from './browser.ts'
import { DevWalletWindow } from './wallet.ts'

/** What a person brings. */
export interface Belongings extends BrowserContextOptions {
  /** Passkey providers at hand; this device's own by default. */
  roles?: readonly Role[]
  /** Instead of new ones. */
  authenticators?: readonly Authenticator[]
  /** Whoever has the same seed has the same dev wallet. */
  wallet?: string
  /** Milliseconds by which this device's clock is wrong. */
  clockError?: number
}

/** What can be named on a page. */
type Named = Parameters<Page['getByRole']>[0]

export class Person {
  readonly context: BrowserContext
  readonly authenticators: readonly Authenticator[]
  readonly wallet: DevWalletWindow
  /** What the page wrote to its console, and errors it did not catch. */
  readonly console: string[] = []
  #page: Page

  private constructor(context: BrowserContext, page: Page, authenticators: readonly Authenticator[]) {
    this.context = context
    this.authenticators = authenticators
    this.wallet = new DevWalletWindow(context)
    this.#page = page
  }

  /** A person sits down at a device that has nothing of theirs on it but what they bring. */
  static async arrive(belongings: Belongings = {}): Promise<Person> {
    const { roles = ['platform'], authenticators, wallet, clockError, ...options } = belongings
    const context = await newProfile(options)
    if (wallet !== undefined)
      await context.addInitScript((seed) => localStorage.setItem('dev-wallet.seed', seed), wallet)
    if (clockError) await context.addInitScript(setClock, clockError)
    const person = new Person(
      context,
      await context.newPage(),
      authenticators ?? roles.map((role) => new Authenticator(role)),
    )
    await person.#settle()
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') await person.#describe()
      await context.close()
    })
    return person
  }

  /** What nobody should find in a console: errors that were not caught, and what the page's policy had to stop. */
  get complaints(): string[] {
    return this.console.filter((text) => /^uncaught|Content Security Policy|Trusted Type/i.test(text))
  }

  get page(): Page {
    return this.#page
  }

  /** The provider of this role. */
  authenticator(role: Role = this.authenticators[0]?.role ?? 'platform'): Authenticator {
    const found = this.authenticators.find((one) => one.role === role)
    if (!found) throw new TypeError(`This person has no ${role}.`)
    return found
  }

  async open(path = '/'): Promise<void> {
    await this.#page.goto(path)
  }

  /** Closes the tab and opens a new one: what was not kept is lost, the passkeys are not. */
  async closeTabAndComeBack(path = '/'): Promise<void> {
    for (const authenticator of this.authenticators) await authenticator.unplug()
    const old = this.#page
    this.#page = await this.context.newPage()
    await old.close()
    await this.#settle()
    await this.open(path)
  }

  /** A second tab of the same browser, which the same passkeys serve. */
  async openBeside(path = '/'): Promise<Person> {
    const copies = await Promise.all(this.authenticators.map((one) => one.copy()))
    const beside = new Person(this.context, await this.context.newPage(), copies)
    await beside.#settle()
    await beside.open(path)
    return beside
  }

  find(role: Named, name: string | RegExp): Locator {
    return this.#page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) })
  }

  async press(name: string | RegExp): Promise<void> {
    await this.find('button', name).click()
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.find('link', name).click()
  }

  async write(field: string | RegExp, text: string): Promise<void> {
    await this.find('textbox', field).fill(text)
  }

  async choose(role: 'radio' | 'checkbox', name: string | RegExp): Promise<void> {
    await this.find(role, name).check()
  }

  /** Opens something that is folded. */
  async unfold(title: string): Promise<void> {
    await this.#page.locator('summary').filter({ hasText: title }).click()
  }

  /** The words of a fingerprint on the page. */
  async words(label: string): Promise<string[]> {
    const items = this.find('list', label).getByRole('listitem')
    await items.nth(5).waitFor()
    return items.allTextContents()
  }

  /** A network's line in the list of networks. */
  network(name: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: name })
  }

  /** Waits until the page says this. */
  async sees(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.#page.getByText(text).first().waitFor({ timeout })
  }

  async seesHeading(name: string | RegExp, timeout = 30_000): Promise<void> {
    await this.find('heading', name).first().waitFor({ timeout })
  }

  /** Waits until the page reads this out. */
  async isTold(text: string | RegExp): Promise<Locator> {
    const alert = this.#page.getByRole('alert').filter({ hasText: text })
    await alert.first().waitFor()
    return alert.first()
  }

  /** Does something that ends in a passkey prompt, and approves it with one touch. */
  async approving(action: () => Promise<unknown>, until: () => Promise<unknown>, role?: Role): Promise<void> {
    const authenticator = this.authenticator(role)
    await authenticator.setTouched(true)
    try {
      await action()
      await until()
    } finally {
      await authenticator.setTouched(false)
    }
  }

  /** Does something that ends in a passkey prompt, and is not recognised by it. */
  async refusing(action: () => Promise<unknown>, until: () => Promise<unknown>, role?: Role): Promise<void> {
    const authenticator = this.authenticator(role)
    await authenticator.setVerified(false)
    try {
      await this.approving(action, until, role)
    } finally {
      await authenticator.setVerified(true)
    }
  }

  /** What the person saw when a story broke off. */
  async #describe(): Promise<void> {
    const page = await this.#page.locator('body').ariaSnapshot().catch(String)
    console.error([`${this.#page.url()}`, page, ...this.console].join('\n'))
  }

  async #settle(): Promise<void> {
    const page = this.#page
    page.on('console', (message) => this.console.push(message.text()))
    page.on('pageerror', (error) => this.console.push(`uncaught: ${error.message}`))
    for (const authenticator of this.authenticators) await authenticator.plugIn(page)
  }
}

/** Runs in pages, before anything else. */
function setClock(error: number): void {
  const right = Date
  globalThis.Date = class extends right {
    constructor(...given: []) {
      super(...(given.length > 0 ? given : ([right.now() + error] as unknown as [])))
    }
    static override now(): number {
      return right.now() + error
    }
  } as DateConstructor
}
