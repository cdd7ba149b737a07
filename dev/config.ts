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
  /** The operator's dashboard. */
  admin: number
  chains: [number, number]
  bundlers: [number, number]
  /** Where people sign in as with Google. */
  issuer: number
  /** Where people read mail. */
  mail: number
  /** Where the server sends it. */
  smtp: number
  /** The server behind the app. */
  server: number
  /** The same server behind the dashboard. */
  adminServer: number
  /** The web app's hot reload behind it. */
  web: number
}

/** The ports of what comes with the app. */
export function appPorts({ app, admin, issuer, mail, smtp, server, adminServer }: StackPorts): number[] {
  return [app, admin, issuer, mail, smtp, server, adminServer]
}

/** Ids of the two local chains. */
export const chainIds = [31337, 31338] as const

/** Lets the system choose every port, so that any number of stacks run side by side. */
export const ephemeralPorts: StackPorts = {
  app: 0,
  admin: 0,
  chains: [0, 0],
  bundlers: [0, 0],
  issuer: 0,
  mail: 0,
  smtp: 0,
  server: 0,
  adminServer: 0,
  web: 0,
}

/**
 * The ports that follow from SPAREKEY_PORT (4000 by default). +0 is app and API, +1 the dashboard, +2 the issuer and +3 the
 * inbox; +10 and +11 are the chains 31337 and 31338, +20 and +21 their bundlers, +30 the server and +31 hot reload behind +0,
 * +32 the mail server behind +3, +33 the server behind +1.
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
    admin: base + 1,
    chains: [base + 10, base + 11],
    bundlers: [base + 20, base + 21],
    issuer: base + 2,
    mail: base + 3,
    smtp: base + 32,
    server: base + 30,
    adminServer: base + 33,
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
