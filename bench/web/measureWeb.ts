import { type Browser, chromium } from 'playwright-core'
import { startStack } from '../../dev/stack.ts'
import { ensureChromium } from '../../tools/chromium.ts'
import type { Figure } from '../Figure.ts'
import { measureAxe } from './axe.ts'
import { measureStack } from './stack.ts'
import { countTaps } from './taps.ts'
import { measureWelcome } from './welcome.ts'

/** The local stack as `npm start` brings it up, and the production build of the web app as people meet it there. */
export async function measureWeb(): Promise<Figure[]> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] })
  try {
    return [...(await measureStack()), ...(await measureApp(browser)), await measureAxe()]
  } finally {
    await browser.close()
  }
}

async function measureApp(browser: Browser): Promise<Figure[]> {
  const stack = await startStack({ blockTime: 1, app: { rateFactor: 100 } })
  try {
    const url = stack.app?.url ?? ''
    // The taps first: a stack that has only just started needs both cores for itself.
    const taps = await countTaps(browser, url)
    return [...(await measureWelcome(browser, url)), ...taps]
  } finally {
    await stack.stop()
  }
}
