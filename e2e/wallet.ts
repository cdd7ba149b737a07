// The dev wallet's window, as a person uses it.
import type { BrowserContext, Page } from 'playwright-core'

export class DevWalletWindow {
  readonly #context: BrowserContext

  constructor(context: BrowserContext) {
    this.#context = context
  }

  /**
   * Does something that asks the wallet, and approves; `address` is the place in the wallet's list, by default the one
   * that was meant. Returns what the window showed.
   */
  async approving(action: () => Promise<unknown>, address?: number): Promise<string> {
    const window = await this.#opened(action)
    const shown = await this.#shown(window)
    if (address !== undefined) await window.getByLabel('Address').selectOption({ index: address - 1 })
    await this.#closing(window, 'Approve')
    return shown
  }

  /** Does something that asks the wallet twice: it connects with one of its addresses, then signs with the same. */
  async connecting(action: () => Promise<unknown>, address = 1): Promise<string> {
    const window = await this.#opened(action)
    await window.getByLabel('Address').selectOption({ index: address - 1 })
    return this.approving(() => this.#closing(window, 'Approve'))
  }

  /** Does something after which the page asks for an address, as often as there are choices, then ends with a button. */
  async choosingAgain(
    action: () => Promise<unknown>,
    addresses: readonly number[],
    last?: 'Reject',
  ): Promise<void> {
    let next = action
    for (const address of addresses) {
      const window = await this.#opened(next)
      await window.getByLabel('Address').selectOption({ index: address - 1 })
      next = () => this.#closing(window, 'Approve')
    }
    await (last ? this.rejecting(next) : next())
  }

  /** Does something that asks the wallet, and rejects. */
  async rejecting(action: () => Promise<unknown>): Promise<void> {
    await this.#closing(await this.#opened(action), 'Reject')
  }

  async #opened(action: () => Promise<unknown>): Promise<Page> {
    const opening = this.#context.waitForEvent('page')
    await action()
    const window = await opening
    await window.getByRole('button', { name: 'Approve' }).waitFor()
    return window
  }

  async #shown(window: Page): Promise<string> {
    const asked = await window.getByRole('heading', { level: 2 }).textContent()
    return `${asked}\n${await window.locator('pre').textContent()}`
  }

  async #closing(window: Page, button: string): Promise<void> {
    const closed = window.waitForEvent('close')
    // The window closes behind the click, which then has nothing to return to.
    await Promise.all([closed, this.#click(window, button)])
  }

  async #click(window: Page, button: string): Promise<void> {
    try {
      await window.getByRole('button', { name: button }).click()
    } catch (error) {
      if (!window.isClosed()) throw error
    }
  }
}
