// `npm run screens`: a picture of every screen, as a phone and a desktop show it, in both themes. `-- <screen>…` renews
// only these, `--into <folder>` writes elsewhere.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bothThemes, openGallery } from './screens.ts'
import { smallPng } from './smallPng.ts'

const looks = [...bothThemes('phone', 390, 844), ...bothThemes('desktop', 1280, 800)]
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { into: { type: 'string', default: join(import.meta.dirname, '..', '..', 'docs', 'screens') } },
})
const folder = values.into

const gallery = await openGallery()
try {
  mkdirSync(folder, { recursive: true })
  if (wanted.length === 0) dropOthers(gallery.screens)
  for (const look of looks)
    await gallery.tour(look, wanted.length ? wanted : gallery.screens, async (page, screen) => {
      const png = await page.screenshot({ fullPage: true })
      writeFileSync(join(folder, fileOf(screen, look.name)), smallPng(png))
    })
} finally {
  await gallery.close()
}

/** Pictures of screens that are gone. */
function dropOthers(screens: readonly string[]): void {
  const kept = new Set(screens.flatMap((screen) => looks.map(({ name }) => fileOf(screen, name))))
  for (const file of readdirSync(folder)) if (!kept.has(file)) rmSync(join(folder, file))
}

function fileOf(screen: string, look: string): string {
  return `${screen}-${look}.png`
}
