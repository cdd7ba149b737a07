// The dev bar's and dev wallet's own files.
import { type Page, pageAt } from '../pages.ts'

const files = {
  '/dev/bar.js': 'bar.ts',
  '/dev/wallet.js': 'wallet.ts',
  '/dev/provider.ts': 'provider.ts',
  '/dev/protocol.ts': 'protocol.ts',
  '/dev/wallet.css': 'wallet.css',
  '/dev/wallet': 'wallet.html',
}

/** The page at a path of the dev bar; undefined if there is none. */
export const devPage = (path: string): Page | undefined =>
  pageAt(new URL('./pages/', import.meta.url), files, path)

/** Puts the dev bar into a page of the app. */
export function withBar(html: string): string {
  const tag = '<script type="module" src="/dev/bar.js"></script>'
  // Before the app's own scripts, so that its wallet is announced when the app first asks.
  return html.includes('<head>') ? html.replace('<head>', `<head>${tag}`) : tag + html
}
