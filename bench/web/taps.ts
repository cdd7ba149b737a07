// How often a person has to tap. The whole flows, against the real stack; what is typed, and what is tapped in the wallet's
// own window or on a passkey, is not counted.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { Authenticator } from '../../e2e/authenticator.ts'
import { DevWalletWindow } from '../../e2e/wallet.ts'
import type { Figure } from '../Figure.ts'

const name = 'ada-taps'

/** `web.taps.setup`: from the account page to the passkey's confirmation. `web.taps.recover`: from "Lost passkey?" to an approval. */
export async function countTaps(browser: Browser, url: string): Promise<Figure[]> {
  const before = await Hand.arrive(browser, url)
  await createAccount(before)
  const setup = await setUp(before)
  await before.context.close()
  // A new phone: nothing is on it but the wallet.
  const after = await Hand.arrive(browser, url)
  const recovered = await recover(after)
  await after.context.close()
  return [
    { name: 'web.taps.setup', value: setup, unit: 'taps', limit: 8 },
    { name: 'web.taps.recover', value: recovered, unit: 'taps', limit: 6 },
  ]
}

async function createAccount(ada: Hand): Promise<void> {
  await ada.page.goto('/')
  await ada.write('Account name', name)
  await ada.page.getByText('This name is free.').waitFor()
  await ada.tap('button', 'Create account')
  await ada.page.getByText('Not set up – 1 minute').waitFor({ timeout: 60_000 })
}

async function setUp(ada: Hand): Promise<number> {
  ada.taps = 0
  await ada.tap('link', 'Set up')
  await ada.page.getByRole('heading', { name: 'Who can help you back in?' }).waitFor()
  await ada.tap('button', /^Wallet /)
  await ada.wallet.approving(() => ada.tap('button', 'Dev Wallet'))
  await ada.wallet.approving(() => ada.tap('button', 'Sign in the wallet'))
  await ada.tap('button', 'Continue')
  await ada.page.getByRole('heading', { name: 'How should it work?' }).waitFor()
  await ada.tap('button', 'Continue')
  await ada.tap('button', 'Confirm with passkey')
  const { taps } = ada
  await ada.page.getByRole('heading', { name: 'You can get this account back' }).waitFor({ timeout: 60_000 })
  return taps
}

async function recover(ada: Hand): Promise<number> {
  await ada.page.goto('/')
  await ada.tap('link', 'Lost passkey?')
  await ada.tap('button', 'Not there – find my account')
  await ada.write('Account name or address', name)
  await ada.tap('button', 'Find it')
  await ada.tap('button', 'Make a new passkey here')
  await ada.wallet.connecting(() => ada.tap('button', 'Approve with Dev Wallet'))
  await ada.page.getByText('Approved').first().waitFor()
  return ada.taps
}

/** A person whose taps are counted; the passkey is touched whenever it asks. */
class Hand {
  taps = 0
  readonly context: BrowserContext
  readonly page: Page
  readonly wallet: DevWalletWindow
  readonly #passkeys = new Authenticator('platform')

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    this.wallet = new DevWalletWindow(context)
  }

  static async arrive(browser: Browser, url: string): Promise<Hand> {
    const context = await browser.newContext({ baseURL: url, locale: 'en-GB', reducedMotion: 'reduce' })
    await context.addInitScript(() => {
      localStorage.setItem('dev-bar', 'hidden')
      localStorage.setItem('dev-wallet.seed', 'ada')
    })
    const hand = new Hand(context, await context.newPage())
    await hand.#passkeys.plugIn(hand.page)
    return hand
  }

  async tap(role: 'button' | 'link', named: string | RegExp): Promise<void> {
    const exact = typeof named === 'string'
    const target = this.page.getByRole(role, { name: named, exact })
    // A touch that is waiting would answer the passkeys that a field suggests before anybody asked.
    await this.#passkeys.setTouched(true)
    await target.click()
    this.taps++
  }

  async write(field: string, text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: field }).fill(text)
  }
}
