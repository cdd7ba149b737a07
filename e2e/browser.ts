// The one Chromium of all stories, and tabs in it.
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { inject } from 'vitest'

let browser: Promise<Browser> | undefined

/** A browser profile of its own: nobody else's cookies, storage or passkeys. */
export async function newProfile(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  browser ??= chromium.connect(inject('browser'))
  const context = await (await browser).newContext({
    baseURL: inject('url'),
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(20_000)
  // The dev bar stays out of the way; its wallet is announced all the same.
  await context.addInitScript(() => localStorage.setItem('dev-bar', 'hidden'))
  return context
}
