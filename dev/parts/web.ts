import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment, root } from '../config.ts'
import { StartAbortedError, WebBuildError } from '../errors.ts'
import { type Part, startPart } from './process.ts'

const web = join(root, 'web')
const cache = join(root, 'node_modules', '.cache', 'sparekey')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')

/** Something that is built of sources in this repository. */
type Site = {
  name: string
  folder: string
  /** Besides its own and the SDK's. */
  otherSources: readonly string[]
}

const app: Site = { name: 'web', folder: web, otherSources: [] }
const dashboard: Site = {
  name: 'admin',
  folder: join(root, 'admin'),
  otherSources: [join(web, 'src'), join(web, 'public')],
}

/**
 * Builds the web app for production unless the last build was made of the same sources.
 *
 * @returns the folder of the build.
 * @throws {@link WebBuildError} {@link StartAbortedError}
 */
export function buildWeb(signal?: AbortSignal): Promise<string> {
  return buildSite(app, signal)
}

/**
 * Builds the operator's dashboard, as {@link buildWeb} does the app.
 *
 * @returns the folder of the build.
 * @throws {@link WebBuildError} {@link StartAbortedError}
 */
export function buildAdmin(signal?: AbortSignal): Promise<string> {
  return buildSite(dashboard, signal)
}

/** The next {@link buildWeb} and {@link buildAdmin} build, whatever was built before. */
export function forgetWebBuild(): void {
  for (const site of [app, dashboard]) rmSync(markOf(site), { force: true })
}

async function buildSite(site: Site, signal?: AbortSignal): Promise<string> {
  const { name, folder } = site
  const dist = join(folder, 'dist')
  const mark = markOf(site)
  const sources = hashOfSources(site)
  if (existsSync(join(dist, 'index.html')) && read(mark) === sources) return dist
  // Beside the old build and then in its place, so that nobody is served half of one.
  const fresh = join(cache, `${name}-${process.pid}`)
  mkdirSync(cache, { recursive: true })
  try {
    const parameters = ['build', folder, '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']
    await runVite(folder, parameters, signal)
    rmSync(dist, { recursive: true, force: true })
    renameSync(fresh, dist)
    writeFileSync(mark, sources)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return dist
}

const markOf = ({ name }: Site) => join(cache, `${name}-build`)

/**
 * Starts the web app's own server with hot reload; the API is passed on by the front.
 *
 * @throws what {@link startPart} throws.
 */
export function startHotWeb(parameters: {
  port: number
  dataDir: string
  signal?: AbortSignal | undefined
}): Promise<Part> {
  const { port, dataDir, signal } = parameters
  return startPart({
    name: 'web',
    command: process.execPath,
    args: [vite, web, '--host', '127.0.0.1', '--port', String(port), '--strictPort'],
    cwd: web,
    env: { NO_COLOR: '1' },
    log: join(dataDir, 'logs', 'web.log'),
    port,
    listening: /http:\/\/127\.0\.0\.1:(\d+)/,
    signal,
  })
}

function runVite(cwd: string, parameters: string[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...childEnvironment(), NODE_ENV: 'production', NO_COLOR: '1' }
    const child = spawn(process.execPath, [vite, ...parameters], {
      cwd,
      env,
      ...(signal && { signal }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk
      })
    child.once('error', (error) =>
      reject(signal?.aborted ? new StartAbortedError() : new WebBuildError(error.message)),
    )
    child.once('close', (code) => (code === 0 ? resolve() : reject(new WebBuildError(output.trim()))))
  })
}

/** One number for everything that a build is made of. */
function hashOfSources({ folder, otherSources }: Site): string {
  const hash = createHash('sha256')
  const files = [
    join(root, 'package-lock.json'),
    ...['index.html', 'vite.config.ts', 'package.json'].map((name) => join(folder, name)),
    ...[join(folder, 'src'), join(folder, 'public'), ...otherSources, join(root, 'sdk', 'src')].flatMap(
      filesIn,
    ),
  ]
  for (const file of files) hash.update(file.slice(root.length)).update(read(file) ?? '')
  return hash.digest('hex')
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}
