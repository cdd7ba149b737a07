// Which files are ours. The tree is walked rather than asked of git, so that it works in an unpacked archive too.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../contracts/tools/forge.ts'

/** A file of this repository: its path from the root, and its text. */
export interface TextFile {
  path: string
  text: string
}

/** Made by a tool, captured, or applied once: neither written nor read like code. */
export const isMade = (path: string) =>
  /(^|\/)((generated|data|fixtures|migrations|snapshots|release)\/|package-lock\.json$)/.test(path)

/** Tests and what only they use. */
export const isTest = (path: string) => /\.(test|spec|t)\.\w+$|(^|\/)(tests?|e2e|mocks)\//.test(path)

/** The repository's own tools, which run on a developer's machine only. */
export const isTool = (path: string) => /(^|\/)tools\//.test(path)

/** TypeScript and Solidity. */
export const isCode = (path: string) => /\.(tsx?|sol)$/.test(path)

/** Whether there is such a file; for those that are no text. */
export const isThere = (path: string) => existsSync(join(root, path))

/** Every text file that a commit could hold. */
export function allFiles(): TextFile[] {
  return walk('', ignoredFolders(readFileSync(join(root, '.gitignore'), 'utf8')))
}

/** The folders that a `.gitignore` names, as names or as paths from the root, and git's own. */
export function ignoredFolders(gitignore: string): Set<string> {
  const named = gitignore.split('\n').filter((line) => line.endsWith('/'))
  return new Set(['.git', ...named.map((line) => line.replace(/^\/|\/$/g, ''))])
}

function walk(folder: string, ignored: ReadonlySet<string>): TextFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (ignored.has(entry.name) || ignored.has(path)) return []
    if (entry.isDirectory()) return walk(path, ignored)
    if (!entry.isFile()) return []
    const text = readFileSync(join(root, path), 'utf8')
    return text.includes('\0') ? [] : [{ path, text }]
  })
}
