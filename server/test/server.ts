// A server without a socket for one test file: its own database, a clock to move, and browsers that call it.
import { pino } from 'pino'
import { type SoftwarePasskey, softwarePasskey } from 'sparekey'
import type { NetworkConfig, SessionJson } from 'sparekey/schema'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, beforeAll, expect } from 'vitest'
import { client, tokenHeader } from '../../dev/issuer/client.ts'
import { type RunningIssuer, startIssuer } from '../../dev/issuer/startIssuer.ts'
import type { Chains } from '../../sdk/test/chains.ts'
import { type App, createApp } from '../src/app.ts'
import { attesterOf } from '../src/attester.ts'
import { chainsOf } from '../src/chains.ts'
import type { Config, OidcConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import type { OpenDatabase } from '../src/db.ts'
import { migrate } from '../src/migrate.ts'
import { issuerOf } from '../src/oidc/issuer.ts'
import { Secret } from '../src/secret.ts'
import { created } from './authenticator.ts'
import { Browser } from './Browser.ts'
import { newDatabase } from './database.ts'
import { emailConfig } from './mail.ts'

export { Browser } from './Browser.ts'

export const origin = 'http://localhost:4000'
export const rpId = 'localhost'

/** What a test file calls. */
export interface TestServer {
  app: App
  context: Context
  config: Config
  /** Moves the server's clock. */
  skip(seconds: number): void
  browser(): Browser
}

/** A network that nobody serves. */
const nowhere: NetworkConfig = {
  ...{ chainId: 31337, name: 'Nowhere', fromBlock: '0', tokens: [] },
  ...{ rpcUrl: 'http://127.0.0.1:1', bundlerUrl: 'http://127.0.0.1:2' },
}

/** A configuration for tests. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    ...{ rpId, origin, host: '127.0.0.1', port: 0, networks: [nowhere] },
    factoryStaker: '0x5a00000000000000000000000000000000000009',
    relayerKey: new Secret(generatePrivateKey()),
    lookupKey: new Secret(generatePrivateKey()),
    trustedProxies: [],
    rateFactor: 1000,
    logLevel: 'silent',
    ...overrides,
  }
}

/** A server over a database that is open already. */
export async function serverOver(database: OpenDatabase, config: Config): Promise<TestServer> {
  await migrate(database.db)
  let skipped = 0
  const clock = { now: () => Date.now() + skipped }
  const log = pino({ level: 'silent' })
  const chains = chainsOf(config)
  const [oidc, attester] = [issuerOf(config, clock), attesterOf(config)]
  const context: Context = { config, clock, db: database.db, chains, log, oidc, attester }
  const app = createApp(context)
  return {
    ...{ app, context, config },
    skip(seconds) {
      skipped += seconds * 1000
    },
    browser: () => new Browser(app, config.origin),
  }
}

/** How {@link useServer} starts. */
interface ServerOptions {
  /** Without them none answers. */
  readonly chains?: Chains
  readonly config?: Partial<Config>
  /** Whether people can sign in at an OpenID issuer, the local stack's. */
  readonly hasIssuer?: boolean
  /** Whether there are guardians by e-mail. */
  readonly hasMail?: boolean
}

/** A server for a test file. */
export function useServer(options: ServerOptions = {}): TestServer {
  const server = {} as TestServer
  let database: OpenDatabase | undefined
  let issuer: RunningIssuer | undefined
  beforeAll(async () => {
    const networks = options.chains?.stack.chains.map(({ chain, rpcUrl }) => ({
      ...{ ...nowhere, chainId: chain.id, name: chain.name, rpcUrl },
    }))
    database = await newDatabase()
    issuer = options.hasIssuer ? await startIssuer({ appOrigin: origin }) : undefined
    const oidc = issuer && oidcAt(issuer.url)
    const email = options.hasMail ? emailConfig(options.chains) : undefined
    const parts = { ...(networks && { networks }), ...(oidc && { oidc }), ...(email && { email }) }
    const config = testConfig({ ...parts, ...options.config })
    Object.assign(server, await serverOver(database, config))
  })
  afterAll(async () => {
    await database?.close()
    await issuer?.stop()
  })
  return server
}

const oidcAt = (issuer: string): OidcConfig => ({
  ...{ name: 'Dev Google', issuer, clientId: client.id, clientSecret: new Secret(client.secret) },
  guardian: '0x5a0000000000000000000000000000000000000a',
  headers: [tokenHeader],
})

export const newPasskey = (): SoftwarePasskey => softwarePasskey({ rpId, origin })
export const random32 = generatePrivateKey

let names = 0
/** A name that nobody has. */
export const newName = () => `person-${++names}-${Math.random().toString(36).slice(2, 8)}`

/** A person who has just created an account. */
export interface Person {
  readonly browser: Browser
  readonly passkey: SoftwarePasskey
  readonly name: string
  readonly session: SessionJson
  readonly userHandle: string
}

/** Creates an account as the app does. */
export async function register(
  server: TestServer,
  name = newName(),
  passkey = newPasskey(),
): Promise<Person> {
  const browser = server.browser()
  const { body: options } = await browser.post('/api/registration/options', { name })
  const credential = created(passkey, options)
  const answer = await browser.post('/api/registration', { name, salt: random32(), credential })
  expect(answer).toMatchObject({ status: 201 })
  return { browser, passkey, name, session: answer.body, userHandle: options.user.id }
}

/** What a refusal looks like. */
export const refusal = (status: number, code: string) => ({
  status,
  body: { type: `urn:sparekey:problem:${code}`, status, code },
})
