// A PostgreSQL server of its own for tests, on an empty directory. PostgreSQL refuses to run as root, so it runs as the user
// that its package makes.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '../clock.ts'
import { childEnvironment } from '../config.ts'
import { DevError } from '../errors.ts'

/** PostgreSQL is not there and cannot be installed, or does not start. */
class PostgresMissingError extends DevError {
  override readonly name = 'PostgresMissingError'
  readonly code = 'POSTGRES_MISSING'
  constructor(wrong: string, cause?: unknown) {
    super(
      `No PostgreSQL server can be started: ${wrong}. Install Debian's package postgresql, or set TEST_DATABASE_URL.`,
      {
        cause,
      },
    )
  }
}

/** A running server. */
export type Postgres = {
  /** Of its database `postgres`, as its superuser. */
  url: string
  /** Ends it and removes its directory. */
  stop(): Promise<void>
}

const packages = '/usr/lib/postgresql'
const isRoot = () => process.getuid?.() === 0

/**
 * The folder of PostgreSQL's programs, newest version; installed with apt-get where that is possible.
 *
 * @throws {@link PostgresMissingError}
 */
function ensurePostgres(): string {
  const found = programs()
  if (found) return found
  if (!isRoot() || !existsSync('/usr/bin/apt-get'))
    throw new PostgresMissingError('it is not installed, and only root on Debian could install it')
  console.log('PostgreSQL is missing; installing it with apt-get')
  try {
    const env = { ...childEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'postgresql']
    execFileSync('apt-get', install, { env, stdio: 'ignore' })
  } catch (cause) {
    throw new PostgresMissingError('apt-get could not install it', cause)
  }
  const installed = programs()
  if (!installed) throw new PostgresMissingError(`apt-get installed nothing under ${packages}`)
  return installed
}

function programs(): string | undefined {
  if (!existsSync(packages)) return undefined
  return readdirSync(packages)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(packages, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/**
 * Starts a server on a port that the system chooses; without fsync, because nothing of it is kept.
 *
 * @throws {@link PostgresMissingError}
 */
export async function startPostgres(): Promise<Postgres> {
  const bin = ensurePostgres()
  const directory = mkdtempSync(join(tmpdir(), 'sparekey-postgres-'))
  const data = join(directory, 'data')
  if (isRoot()) execFileSync('chown', ['postgres', directory])
  const run = (program: string, args: string[]) => {
    const command = [join(bin, program), ...args]
    const [file = '', ...rest] = isRoot()
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command]
      : command
    return spawn(file, rest, { cwd: directory, env: childEnvironment(), stdio: 'ignore' })
  }
  const [code] = await once(
    run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']),
    'exit',
  )
  if (code !== 0) throw new PostgresMissingError(`initdb ended with code ${code}`)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'full_page_writes=off', 'max_connections=200']
  const server = run('postgres', [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    directory,
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT') // a fast shutdown: sessions are ended
      await once(server, 'exit')
    }
    rmSync(directory, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 300; tries++) {
    const [ready] = await once(run('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(port)]), 'exit')
    if (ready === 0) return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop }
    if (server.exitCode !== null) break
    await sleep(100)
  }
  await stop()
  throw new PostgresMissingError('the server did not get ready')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address && typeof address === 'object' ? address.port : 0
}
