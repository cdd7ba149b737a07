import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attesterKey, keyPublisherKey, lookupKey, relayerKey, webhookKey } from '../accounts.ts'
import { childEnvironment, root } from '../config.ts'
import { client, tokenHeader } from '../issuer/client.ts'
import type { StackChain } from '../stack.ts'
import { shiftedClock } from './clockShift.ts'
import { type Part, startPart } from './process.ts'

/** What {@link startServer} needs. */
export type ServerParameters = {
  chains: readonly StackChain[]
  /** Address of the app as browsers see it. */
  origin: string
  /** 0 lets the system choose. */
  port: number
  /** Directory for the database and logs. */
  dataDir: string
  /** Folder of the built web app. */
  webDir: string
  /** Multiplies the server's limits. */
  rateFactor: number
  /** Origin of the issuer at which people sign in; none by default. */
  issuer?: string | undefined
  /** Port of the mail server on this machine; no mail by default. */
  smtpPort?: number | undefined
  /** The dashboard; none by default. */
  admin?: AdminParameters | undefined
  signal?: AbortSignal | undefined
}

/** How the dashboard is served. */
type AdminParameters = {
  /** Its address as browsers see it. */
  origin: string
  /** 0 lets the system choose. */
  port: number
  /** Folder of the built dashboard; the API alone without it. */
  dir?: string | undefined
}

/** The part, whose port is the app's; the dashboard has one of its own. */
export type ServerPart = Part & { adminPort: number | undefined }

/**
 * Starts the server as a process of its own, as production does: settings by environment, the built web app, PGlite in
 * the stack's directory.
 *
 * @throws what {@link startPart} throws.
 */
export async function startServer(parameters: ServerParameters): Promise<ServerPart> {
  const { chains, origin, port, dataDir, webDir, rateFactor, issuer, smtpPort, admin, signal } = parameters
  const log = logOf(dataDir)
  const networks = join(dataDir, 'networks.json')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(networks, JSON.stringify(chains.map(network), null, 2))
  const part = await startPart({
    name: 'server',
    command: process.execPath,
    args: [
      ...['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'],
      ...shiftedClock(dataDir),
      join(root, 'server', 'src', 'main.ts'),
    ],
    cwd: dataDir,
    env: {
      NODE_ENV: 'production',
      SPAREKEY_ORIGIN: origin,
      SPAREKEY_LISTEN_PORT: String(port),
      SPAREKEY_NETWORKS_FILE: networks,
      SPAREKEY_FACTORY_STAKER: chains[0]?.deployment.staker ?? '',
      SPAREKEY_DATA: dataDir,
      SPAREKEY_RELAYER_KEY: relayerKey,
      SPAREKEY_WEB_DIR: webDir,
      SPAREKEY_RATE_FACTOR: String(rateFactor),
      ...(issuer && issuerSettings(issuer, chains)),
      ...(smtpPort && mailSettings(smtpPort, chains)),
      ...(admin && adminSettings(admin)),
    },
    log,
    port,
    // A new database takes seconds, and a busy machine many.
    timeoutSeconds: 90,
    listening: /"url":"[^"]+:(\d+)".*"msg":"ready"/,
    signal,
  })
  const [, adminPort] = /"admin":"[^"]+:(\d+)"/.exec(readFileSync(log, 'utf8')) ?? []
  return { ...part, adminPort: adminPort === undefined ? undefined : Number(adminPort) }
}

const logOf = (dataDir: string) => join(dataDir, 'logs', 'server.log')

/** What the server prints at its start as long as nobody runs the dashboard. */
export function enrolmentLink(dataDir: string): string | undefined {
  const log = readFileSync(logOf(dataDir), 'utf8')
  return /^Nobody runs the dashboard yet\..* (http\S+)$/m.exec(log)?.[1]
}

function mailSettings(smtpPort: number, chains: ServerParameters['chains']): Record<string, string> {
  return {
    SPAREKEY_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    SPAREKEY_MAIL_FROM: 'Sparekey <recovery@sparekey.example>',
    SPAREKEY_EMAIL_GUARDIAN: chains[0]?.deployment.emailGuardian ?? '',
    SPAREKEY_ATTESTER_KEY: attesterKey,
    SPAREKEY_LOOKUP_KEY: lookupKey,
    // Owners' webhooks go with it, to this machine too.
    SPAREKEY_WEBHOOK_KEY: webhookKey,
    SPAREKEY_WEBHOOK_LOCAL: 'yes',
  }
}

function adminSettings({ origin, port, dir }: AdminParameters): Record<string, string> {
  return {
    SPAREKEY_ADMIN_ORIGIN: origin,
    SPAREKEY_ADMIN_LISTEN_PORT: String(port),
    ...(dir !== undefined && { SPAREKEY_ADMIN_DIR: dir }),
  }
}

function issuerSettings(issuer: string, chains: ServerParameters['chains']): Record<string, string> {
  return {
    SPAREKEY_OIDC_ISSUER: issuer,
    SPAREKEY_OIDC_CLIENT_ID: client.id,
    SPAREKEY_OIDC_CLIENT_SECRET: client.secret,
    SPAREKEY_OIDC_HEADERS: tokenHeader,
    SPAREKEY_OIDC_GUARDIAN: chains[0]?.deployment.oidcGuardian ?? '',
    SPAREKEY_KEY_PUBLISHER_KEY: keyPublisherKey,
    SPAREKEY_LOOKUP_KEY: lookupKey,
  }
}

/**
 * Makes the server's database where there is none yet: half of a first start, and nothing of it needs a chain. What goes
 * wrong is said by the server, which makes it otherwise.
 */
export function makeDatabase(dataDir: string, signal: AbortSignal): Promise<void> {
  if (existsSync(join(dataDir, 'postgres'))) return Promise.resolve()
  const script = join(import.meta.dirname, 'makeDatabase.ts')
  const parameters = ['--disable-warning=ExperimentalWarning', script, dataDir]
  const child = spawn(process.execPath, parameters, { env: childEnvironment(), stdio: 'ignore', signal })
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
}

/** A chain as the server and the browser know it. */
function network({ chain, rpcUrl, bundlerUrl, deployment }: StackChain) {
  const tokens = Object.entries(deployment.tokens).map(([symbol, address]) => ({
    symbol,
    address: address.toLowerCase(),
    decimals: 6,
  }))
  return { chainId: chain.id, name: chain.name, rpcUrl, bundlerUrl, fromBlock: '0', tokens }
}
