// The built web app. Which files there are is known at start, so that no path can lead out of the folder.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Answers for a path, or undefined where there is no such file. */
export type StaticFiles = (request: Request) => Response | undefined

interface File {
  readonly content: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined
  readonly type: string
  readonly etag: string
  readonly cacheControl: string
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const packed = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest'])
/** A name with a hash of its content in it, as Vite gives to everything under assets/. */
const HASHED = /^assets\/.+-[\w-]{8,}\.\w+$/

/** Serves a folder: files by their path, and index.html for every path of the app that is no file. */
export function staticFiles(directory: string, only?: readonly string[]): StaticFiles {
  const files = new Map(namesIn(directory, only).map((name) => [`/${name}`, read(directory, name)]))
  const index = files.get('/index.html')
  return (request) => {
    const path = new URL(request.url).pathname
    const file = files.get(path) ?? (extname(path) === '' ? index : undefined)
    return file && answer(file, request)
  }
}

function namesIn(directory: string, only: readonly string[] | undefined): readonly string[] {
  if (only) return only
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function read(directory: string, name: string): File {
  const content = new Uint8Array(readFileSync(join(directory, name)))
  const extension = extname(name)
  return {
    content,
    gzipped: packed.has(extension) ? new Uint8Array(gzipSync(content)) : undefined,
    type: types[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    cacheControl: HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

function answer({ content, gzipped, type, etag, cacheControl }: File, request: Request): Response {
  const headers = new Headers({ ETag: etag, 'Cache-Control': cacheControl, Vary: 'Accept-Encoding' })
  if (request.headers.get('if-none-match')?.includes(etag))
    return new Response(null, { status: 304, headers })
  headers.set('Content-Type', type)
  const accepts = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (gzipped && accepts) headers.set('Content-Encoding', 'gzip')
  const body = gzipped && accepts ? gzipped : content
  headers.set('Content-Length', String(body.length))
  return new Response(request.method === 'HEAD' ? null : body, { headers })
}
