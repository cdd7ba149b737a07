// The only reader of the environment in dev/.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from './errors.ts'

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** Where `npm start` keeps what must survive a restart: SPAREKEY_DATA, or `.data/` in the repository. */
export function dataDirFromEnvironment(value = process.env['SPAREKEY_DATA']): string {
  return value ? resolve(value) : join(root, '.data')
}

/** The ports of one stack, those of chains in the order of {@link chainIds}; 0 lets the system choose. */
export type StackPorts = {
  /** The one that people open. */
  app: number
  chains: [number, number]
  bundlers: [number, number]
  /** Where people sign in as with Google. */
  issuer: number
  /** The server behind the app. */
  server: number
  /** The web app's hot reload behind it. */
  web: number
}

/** Ids of the two local chains. */
export const chainIds = [31337, 31338] as const

/** Lets the system choose every port, so that any number of stacks run side by side. */
export const ephemeralPorts: StackPorts = {
  app: 0,
  chains: [0, 0],
  bundlers: [0, 0],
  issuer: 0,
  server: 0,
  web: 0,
}

/**
 * The ports that follow from SPAREKEY_PORT (4000 by default). +0 is app and API, +2 the issuer; +1 admin and +3 mail belong to
 * parts that come later; +10 and +11 are the chains 31337 and 31338, +20 and +21 their bundlers, +30 the server and +31
 * hot reload behind +0.
 *
 * @throws {@link UsageError} if SPAREKEY_PORT is not a port from 1024 to 65500.
 */
export function portsFromEnvironment(value = process.env['SPAREKEY_PORT']): StackPorts {
  const base = value === undefined || value === '' ? 4000 : Number(value)
  if (!Number.isInteger(base) || base < 1024 || base > 65500)
    throw new UsageError(
      `SPAREKEY_PORT is "${value}", expected a whole number from 1024 to 65500. Unset it for 4000.`,
    )
  return {
    app: base,
    chains: [base + 10, base + 11],
    bundlers: [base + 20, base + 21],
    issuer: base + 2,
    server: base + 30,
    web: base + 31,
  }
}

/**
 * What child processes see of the environment: enough to run, and none of the ALTO_*, ANVIL_*, NODE_OPTIONS or proxy
 * settings that would make one machine's stack differ from another's.
 */
export function childEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG']
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
