// The welcome page on a mid phone: what it loads, and when it can be used. The dev bar, which only the local stack puts into
// pages, is kept out; everything else is what production serves, headers included.
import type { Browser, Page } from 'playwright-core'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { BareTab } from './BareTab.ts'

const runs = 5
const viewport = { width: 390, height: 844 }
const devBar = '*/dev/*'
const slowDown = 4

/**
 * `web.firstLoad.gz`, the most, and `web.interactive`, the median, of five visits, each by a browser profile that was never
 * there. What a page loads once it is in use – for passkeys among the suggestions – is in some visits' load and not in others'.
 */
export async function measureWelcome(browser: Browser, url: string): Promise<Figure[]> {
  const [bytes, times]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    bytes.push(await loadOnce(browser, url))
    times.push(await useOnce(browser, url))
  }
  return [
    {
      name: 'web.firstLoad.gz',
      value: Math.max(...bytes) / 1000,
      unit: 'kB',
      limit: 170,
    },
    {
      name: 'web.interactive',
      value: median(times) / 1000,
      unit: 's',
      limit: 1,
    },
  ]
}

/** Bytes of JavaScript as they come over the line, compressed. */
async function loadOnce(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport, locale: 'en-GB' })
  try {
    const page = await context.newPage()
    const scripts = scriptsOf(page)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setBlockedURLs', { urls: [devBar] })
    await page.goto(url)
    await page.getByRole('button', { name: 'Create account' }).waitFor()
    await page.waitForLoadState('networkidle')
    const sizes = await Promise.all(scripts.map((script) => script()))
    return sizes.reduce((sum, size) => sum + size, 0)
  } finally {
    await context.close()
  }
}

/** Milliseconds from the navigation until a button has answered and the field holds what was typed. */
async function useOnce(browser: Browser, url: string): Promise<number> {
  const tab = await BareTab.open(browser)
  try {
    tab.on<{ requestId: string }>('Fetch.requestPaused', ({ requestId }) => {
      void tab.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
    })
    await tab.send('Fetch.enable', { patterns: [{ urlPattern: devBar }] })
    await tab.send('Emulation.setDeviceMetricsOverride', { ...viewport, deviceScaleFactor: 1, mobile: false })
    await tab.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
    await tab.send('Page.enable')
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${useAsSoonAsPossible})()` })
    await tab.send('Page.navigate', { url })
    return await tab.waitFor('window.usableAt')
  } finally {
    await tab.close()
  }
}

/** Collects what JavaScript a page loads, however it asks for it. */
function scriptsOf(page: Page): (() => Promise<number>)[] {
  const scripts: (() => Promise<number>)[] = []
  page.on('response', (response) => {
    const { 'content-type': type = '', 'content-encoding': encoding } = response.headers()
    if (!type.startsWith('text/javascript')) return
    scripts.push(async () => {
      if (encoding !== 'gzip') throw new MeasurementError(`${response.url()} came without compression`)
      return (await response.request().sizes()).responseBodySize
    })
  })
  return scripts
}

/**
 * Runs in the page, so that no driver's own time is in the figure: presses the button once it is there, types once that
 * has been answered, and notes the time when the answer to the typing is painted.
 */
function useAsSoonAsPossible(): void {
  let next: 'press' | 'type' | 'look' | 'done' = 'press'
  const isAsking = () => document.body.textContent.includes('Choose a name for your account first.')
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  new MutationObserver(() => {
    const field = document.querySelector<HTMLInputElement>('input[name=username]')
    const button = document.querySelector<HTMLButtonElement>('button[type=submit]')
    if (!field || !button) return
    if (next === 'press') {
      next = 'type'
      // Later, as a finger would: not in the middle of what the page is doing.
      setTimeout(() => button.click())
    } else if (next === 'type' && isAsking()) {
      next = 'look'
      setTimeout(() => {
        setValue?.call(field, 'a')
        field.dispatchEvent(new Event('input', { bubbles: true }))
      })
    } else if (next === 'look' && !isAsking() && field.value === 'a') {
      next = 'done'
      requestAnimationFrame(() => setTimeout(() => Object.assign(window, { usableAt: performance.now() })))
    }
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
