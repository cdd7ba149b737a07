// The dev bar's and dev wallet's own files. Their TypeScript is stripped when it is asked for: nothing to build.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** A file as a browser gets it. */
export interface Page {
  readonly type: string
  readonly body: string
}

const javascript = 'text/javascript; charset=utf-8'
const pages: Record<string, { file: string; type: string }> = {
  '/dev/bar.js': { file: 'bar.ts', type: javascript },
  '/dev/wallet.js': { file: 'wallet.ts', type: javascript },
  '/dev/provider.ts': { file: 'provider.ts', type: javascript },
  '/dev/protocol.ts': { file: 'protocol.ts', type: javascript },
  '/dev/wallet.css': { file: 'wallet.css', type: 'text/css; charset=utf-8' },
  '/dev/wallet': { file: 'wallet.html', type: 'text/html; charset=utf-8' },
}

/** The page at a path of the dev bar; undefined if there is none. */
export function devPage(path: string): Page | undefined {
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined
  if (!page) return undefined
  const text = readFileSync(new URL(`./pages/${page.file}`, import.meta.url), 'utf8')
  return { type: page.type, body: page.file.endsWith('.ts') ? stripTypeScriptTypes(text) : text }
}

/** Puts the dev bar into a page of the app. */
export function withBar(html: string): string {
  const tag = '<script type="module" src="/dev/bar.js"></script>'
  // Before the app's own scripts, so that its wallet is announced when the app first asks.
  return html.includes('<head>') ? html.replace('<head>', `<head>${tag}`) : tag + html
}
