// The dev bar, the dev wallet and the inbox are the local stack's own: what people run elsewhere must not know of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../config.ts'
import { buildAdmin, buildWeb } from '../parts/web.ts'

const marks = /dev[ -]?wallet|dev[ -]?bar|["'`/]\/dev\/|mail\.localhost|local stack ends here/i

/** Files of a folder that have one of the marks in them. */
function marked(folder: string, isMeant: (path: string) => boolean = () => true): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isMeant(path) && !path.includes('node_modules'))
  expect(files.length, `files in ${folder}`).toBeGreaterThan(0)
  return files.filter((path) => marks.test(readFileSync(path, 'latin1')))
}

test('neither the production builds nor the server have the dev bar, the dev wallet, the inbox or their addresses', async () => {
  expect(marked(await buildWeb())).toEqual([])
  expect(marked(await buildAdmin())).toEqual([])
  expect(marked(join(root, 'server'))).toEqual([])
  expect(marked(join(root, 'web', 'src'))).toEqual([])
  expect(marked(join(root, 'admin', 'src'))).toEqual([])
  expect(marked(join(root, 'sdk', 'src'))).toEqual([])
}, 240_000)

test('the search finds them where they are', () => {
  const pages = marked(join(root, 'dev', 'front', 'pages'))
  expect(pages.map((path) => path.split('/').at(-1)).toSorted()).toEqual([
    'bar.ts',
    'protocol.ts',
    'provider.ts',
    'wallet.html',
    'wallet.ts',
  ])
  expect(marked(join(root, 'dev', 'mail')).map((path) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining(['inbox.html', 'inbox.ts', 'main.ts', 'smtp.ts']),
  )
})
