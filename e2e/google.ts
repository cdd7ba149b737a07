// Dev Google's page, as a person uses it: in a window of its own, or in the one that was there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import type { Person } from './people.ts'

export type Account = 'Ada' | 'Bob'

/** Does something that opens Dev Google in a window, and chooses an account there; ends when the window is closed. */
export async function signInWithGoogle(
  person: Person,
  account: Account = 'Ada',
  button = 'Sign in with Google',
): Promise<void> {
  const window = await googleWindow(person, button)
  const closed = window.waitForEvent('close')
  await choose(window, account)
  await closed
}

/** The same on a phone, where it opens in the window that is there and comes back to it. */
export async function signInHere(
  person: Person,
  account: Account,
  button = 'Sign in with Google',
): Promise<void> {
  await person.find('button', button).and(person.page.locator(':not([aria-busy])')).waitFor()
  await person.press(button)
  await person.seesHeading('Dev Google')
  await choose(person.page, account)
}

/** Does something that opens Dev Google in a window. */
export async function googleWindow(person: Person, button = 'Sign in with Google'): Promise<Page> {
  // What a tap needs is made before it.
  await person.find('button', button).and(person.page.locator(':not([aria-busy])')).waitFor()
  const opening = person.context.waitForEvent('page')
  await person.press(button)
  const window = await opening
  await window.getByRole('heading', { name: 'Dev Google' }).waitFor()
  return window
}

/** Chooses an account on Dev Google's page, or none. */
export async function choose(window: Page, account: Account | 'Cancel'): Promise<void> {
  try {
    await window.getByRole('button', { name: account }).click()
  } catch (error) {
    // The window closes behind the click, which then has nothing to return to.
    if (!window.isClosed()) throw error
  }
}

/** The sheet "Link your Google account", up to the guardian in the list. */
export async function addGoogle(person: Person, account: Account = 'Ada'): Promise<void> {
  await person.press(/^Google account /)
  await person.seesHeading('Link your Google account')
  await signInWithGoogle(person, account)
  await person.find('button', 'Remove Google account').waitFor()
}

/** Everything that the stack's server has logged so far. */
export const serverLog = (): string => readFileSync(join(inject('logs'), 'server.log'), 'utf8')

/** What the server gives a page for its sign-ins from now on. */
export function idTokens(person: Person): string[] {
  const seen: string[] = []
  person.context.on('response', async (response) => {
    if (!/\/api\/oidc\/(token|link)$/.test(response.url()) || !response.ok()) return
    seen.push(((await response.json()) as { idToken: string }).idToken)
  })
  return seen
}
