// The galleries of app and dashboard in a browser: every screen from its fixture, in one look after another, at a fixed
// time. Pictures and benchmarks both see the screens through this.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import { ensureChromium } from '../../tools/chromium.ts'

/** How a screen is looked at. */
export interface Look {
  /** Part of file names and messages. */
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
}

/** The galleries, open. */
export interface Gallery {
  /** Names of all screens; the dashboard's begin with `admin-`. */
  readonly screens: readonly string[]
  /** Opens these screens one after the other and hands each over once it is painted. */
  tour(look: Look, screens: readonly string[], visit: Visit): Promise<void>
  close(): Promise<void>
}

type Visit = (page: Page, screen: string) => Promise<void>

/** What the fixtures' chains call now. */
const fixedTime = 1_795_000_000_000

/** Both themes of one size. */
export function bothThemes(name: string, width: number, height: number): readonly Look[] {
  return (['light', 'dark'] as const).map((colorScheme) => ({
    name: `${name}-${colorScheme}`,
    width,
    height,
    colorScheme,
  }))
}

const galleries = [
  { root: join(import.meta.dirname, '..'), prefix: '' },
  { root: join(import.meta.dirname, '..', '..', 'admin'), prefix: 'admin-' },
]

/** Builds the galleries as app and dashboard are built, serves them, and starts a browser. */
export async function openGallery(): Promise<Gallery> {
  const served: (Served & { prefix: string })[] = []
  for (const { root, prefix } of galleries) served.push({ ...(await serve(root)), prefix })
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] })
  const addresses = new Map<string, string>()
  for (const { address, prefix } of served)
    for (const name of await namesAt(browser, address))
      addresses.set(prefix + name, `${address}?screen=${name}`)
  return {
    screens: [...addresses.keys()],
    async tour(look, screens, visit) {
      const page = await pageFor(browser, look)
      for (const screen of screens) {
        await show(page, look, addresses.get(screen) ?? '')
        await visit(page, screen)
      }
      await page.context().close()
    },
    async close() {
      await browser.close()
      for (const { end } of served) await end()
    },
  }
}

interface Served {
  readonly address: string
  end(): Promise<void>
}

async function serve(root: string): Promise<Served> {
  const outDir = mkdtempSync(join(tmpdir(), 'sparekey-gallery-'))
  const input = join(root, 'gallery.html')
  await build({
    root,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rolldownOptions: { input }, chunkSizeWarningLimit: 5_000 },
  })
  const server = await preview({ root, build: { outDir }, preview: { port: 0 }, logLevel: 'error' })
  return {
    address: `${server.resolvedUrls?.local[0] ?? ''}gallery.html`,
    async end() {
      await server.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

async function namesAt(browser: Browser, address: string): Promise<string[]> {
  const page = await browser.newPage()
  await page.goto(address)
  const names = await page.locator('[data-screens]').getAttribute('data-screens')
  await page.close()
  return JSON.parse(names ?? '[]') as string[]
}

async function pageFor(browser: Browser, { width, height, colorScheme }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  await page.clock.setFixedTime(fixedTime)
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text())
  })
  page.on('pageerror', (error) => console.error(error.message))
  return page
}

async function show(page: Page, look: Look, address: string): Promise<void> {
  const { width, height } = look
  await page.setViewportSize({ width, height })
  await page.goto(address)
  await page.locator('h1, h2').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  // As tall as its content: what sticks to the lower edge would lie across the middle of a long picture.
  await page.setViewportSize({ width, height: Math.max(height, await heightOf(page)) })
  // Two frames: sheets find their place after their first one.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

const heightOf = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight)

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { html: string }[]
}

/** What axe-core finds on a page, one line each; a page that is wider than its window is found too. */
export async function problemsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    const { violations } = await axe.run()
    const excess = document.documentElement.scrollWidth - window.innerWidth
    return [
      ...(excess > 0 ? [`${excess} px too wide`] : []),
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)),
    ]
  })
}
