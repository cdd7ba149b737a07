// The dev bar and the dev wallet are the local stack's own: what people run elsewhere must not know of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../config.ts'
import { buildWeb } from '../parts/web.ts'

const marks = /dev[ -]?wallet|dev[ -]?bar|["'`/]\/dev\//i

/** Files of a folder that have one of the marks in them. */
function marked(folder: string, isMeant: (path: string) => boolean = () => true): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isMeant(path) && !path.includes('node_modules'))
  expect(files.length, `files in ${folder}`).toBeGreaterThan(0)
  return files.filter((path) => marks.test(readFileSync(path, 'latin1')))
}

test('neither the production build nor the server has the dev bar, the dev wallet or their address', async () => {
  expect(marked(await buildWeb())).toEqual([])
  expect(marked(join(root, 'server'))).toEqual([])
  expect(marked(join(root, 'web', 'src'))).toEqual([])
  expect(marked(join(root, 'sdk', 'src'))).toEqual([])
}, 120_000)

test('the search finds them where they are', () => {
  const pages = marked(join(root, 'dev', 'front', 'pages'))
  expect(pages.map((path) => path.split('/').at(-1)).toSorted()).toEqual([
    'bar.ts',
    'protocol.ts',
    'provider.ts',
    'wallet.html',
    'wallet.ts',
  ])
})
