// Pictures of every screen of the gallery, at three widths and in both themes, each checked by axe-core.
// node web/test/pictures.ts <folder> [screen…]
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { createServer } from 'vite'

const [folder = 'web/dist/pictures', ...wanted] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const widths = [
  [320, 640],
  [390, 844],
  [1280, 800],
] as const

const server = await createServer({
  root: join(import.meta.dirname, '..'),
  server: { port: 0, hmr: false, watch: null },
  logLevel: 'error',
})
await server.listen()
const origin = server.resolvedUrls?.local[0] ?? ''
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
mkdirSync(folder, { recursive: true })
try {
  process.exitCode = (await everything()) ? 1 : 0
} finally {
  await browser.close()
  await server.close()
}

async function everything(): Promise<number> {
  let violations = 0
  const screens = wanted.length ? wanted : await list()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of widths) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme,
        reducedMotion: 'reduce',
      })
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(message.text())
      })
      for (const screen of screens) violations += await picture(page, screen, `${width}-${colorScheme}`)
      await page.close()
    }
  }
  return violations
}

async function list(): Promise<string[]> {
  const page = await browser.newPage()
  await page.goto(`${origin}gallery.html`)
  const names = await page.locator('[data-screens]').getAttribute('data-screens')
  await page.close()
  return JSON.parse(names ?? '[]') as string[]
}

async function picture(page: Page, screen: string, kind: string): Promise<number> {
  await page.goto(`${origin}gallery.html?screen=${screen}`)
  await page.locator('h1, h2').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(50)
  await page.screenshot({ path: join(folder, `${screen}-${kind}.png`), fullPage: true })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (wide > 0) console.error(`${screen} ${kind}: ${wide} px too wide`)
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    const { violations } = await axe.run()
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  })
  for (const one of found) console.error(`${screen} ${kind}: ${one}`)
  return found.length + Math.max(0, wide)
}

interface Violation {
  id: string
  nodes: { html: string }[]
}
