// Small pages of the local stack. Their TypeScript is stripped when it is asked for: nothing to build.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'

/** A file as a browser gets it. */
export interface Page {
  readonly type: string
  readonly body: string
}

const types: Record<string, string> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
}

/** The file of a folder at a path; undefined if there is none. @param files their names by path */
export function pageAt(folder: URL, files: Readonly<Record<string, string>>, path: string): Page | undefined {
  const file = Object.hasOwn(files, path) ? files[path] : undefined
  if (!file) return undefined
  const text = readFileSync(new URL(file, folder), 'utf8')
  const extension = extname(file)
  return { type: types[extension] ?? '', body: extension === '.ts' ? stripTypeScriptTypes(text) : text }
}
