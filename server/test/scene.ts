// A server's parts on real chains for one test file: a database in memory, the chains' clients, a clock, a silent log.
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { requestToJson } from 'sparekey'
import type { NetworkConfig } from 'sparekey/schema'
import { type Address, type Hex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Stack } from '../../dev/stack.ts'
import type { Chains, newScene, Wallet } from '../../sdk/test/chains.ts'
import { createApp } from '../src/app.ts'
import { attesterOf } from '../src/attester.ts'
import { chainsOf } from '../src/chains.ts'
import type { Config } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import type { Database, OpenDatabase } from '../src/db.ts'
import { migrate } from '../src/migrate.ts'
import { Lane, type RelayerLimits } from '../src/relayer.ts'
import { Secret } from '../src/secret.ts'
import { accounts } from '../src/tables/accounts.ts'
import { passkeys } from '../src/tables/passkeys.ts'
import { approvals, requests } from '../src/tables/requests.ts'
import { submissions } from '../src/tables/submissions.ts'
import { Browser } from './Browser.ts'
import { newDatabase } from './database.ts'

/** A context whose clock tests can move. */
export interface TestContext extends Context {
  readonly clock: { now(): number; skip(milliseconds: number): void }
  readonly database: OpenDatabase
  /** A browser on the app's page. */
  browser(): Browser
}

/** Networks of a running stack; some may be reached through another URL. */
export function networksOf(stack: Stack, urls: Readonly<Record<number, string>> = {}): NetworkConfig[] {
  return stack.chains.map(({ chain, rpcUrl }) => ({
    chainId: chain.id,
    name: chain.name,
    rpcUrl: urls[chain.id] ?? rpcUrl,
    bundlerUrl: 'http://127.0.0.1:1',
    fromBlock: '0',
    tokens: [],
  }))
}

/** A configuration for a stack, with a relayer key of its own that has gas. */
export async function configFor(stack: Stack, urls?: Readonly<Record<number, string>>): Promise<Config> {
  const relayerKey = generatePrivateKey()
  await stack.fund(privateKeyToAddress(relayerKey), { eth: parseEther('100') })
  return {
    rpId: 'localhost',
    origin: 'http://localhost:4000',
    host: '127.0.0.1',
    port: 0,
    networks: networksOf(stack, urls),
    factoryStaker: '0x0000000000000000000000000000000000000001',
    relayerKey: new Secret(relayerKey),
    trustedProxies: [],
    rateFactor: 1000,
    logLevel: 'silent',
  }
}

/** A context for a stack; `database` to share one. */
export async function contextFor(
  stack: Stack,
  options: {
    urls?: Readonly<Record<number, string>>
    database?: OpenDatabase
    config?: Config
    timeout?: number
  } = {},
): Promise<TestContext> {
  const config = options.config ?? (await configFor(stack, options.urls))
  const database = options.database ?? (await newDatabase())
  await migrate(database.db)
  let skipped = 0
  const clock = {
    now: () => Date.now() + skipped,
    skip(milliseconds: number) {
      skipped += milliseconds
    },
  }
  const chains = chainsOf(config, options.timeout)
  const attester = attesterOf(config)
  const context = { config, clock, db: database.db, chains, log: pino({ level: 'silent' }), attester }
  const app = createApp(context)
  return { ...context, database, browser: () => new Browser(app, config.origin) }
}

/** The context of a test file. */
export function useContext(
  chains: Chains,
  options: (chains: Chains) => Parameters<typeof contextFor>[1] = () => ({}),
): { current: TestContext } {
  const holder = {} as { current: TestContext }
  beforeAll(async () => {
    holder.current = await contextFor(chains.stack, options(chains))
  })
  afterAll(() => holder.current?.database.close())
  return holder
}

/** What `newScene` gives. */
export type Scene = Awaited<ReturnType<typeof newScene>>

let names = 0

/** Tells the database of an account that is on the chains, with its first passkey. */
export async function storeAccount(db: Database, { owner, account }: Pick<Scene, 'owner' | 'account'>) {
  const { passkey, salt } = owner
  const createdAt = new Date(0)
  const [address, { x, y }] = [account.toLowerCase(), passkey]
  const userHandle = `${address}-handle`
  await db.insert(accounts).values({
    ...{ address, name: `person${++names}x`, userHandle, salt, createdAt },
    ...{ firstX: x, firstY: y },
  })
  await db.insert(passkeys).values({
    ...{ credentialId: passkey.credentialId, account: address, x, y, userHandle, createdAt },
    ...{ label: 'First', transports: [], signCount: 0, requestHash: null, lastUsedAt: null },
  })
}

/** A lane per chain, without its loop; `useLanes` stops them after each test. */
export function useLanes(context: { current: TestContext }) {
  const opened: Lane[] = []
  afterEach(async () => {
    for (const lane of opened.splice(0)) await lane.stop()
    await context.current.db.delete(submissions)
  })
  return {
    open(limits?: RelayerLimits): Lane[] {
      const { current } = context
      const lanes = current.chains.map((chain) => new Lane({ ...current, ...(limits && { limits }) }, chain))
      opened.push(...lanes)
      return lanes
    },
    /** Passes until nothing is under way any more: chains take a moment for a block. */
    async work(lanes: readonly Lane[]) {
      for (let quiet = 0; quiet < 2; ) {
        context.current.clock.skip(1_100)
        for (const lane of lanes) await lane.pass()
        const sent = await context.current.db.$count(submissions, eq(submissions.state, 'sent'))
        quiet = sent ? 0 : quiet + 1
      }
    },
  }
}

/** Tells the database of a request, as POST /api/requests would, with these wallets' approvals. */
export async function storeRequest(db: Database, scene: Scene, by: readonly Wallet[] = [], acceptance?: Hex) {
  const { request, hash, newKey } = scene
  await storeAccount(db, scene)
  await db.insert(requests).values({
    hash,
    account: request.account.toLowerCase(),
    request: requestToJson(request),
    newPasskeyLabel: 'Alice_x7k2',
    credentialId: newKey.credentialId,
    acceptance: acceptance ?? null,
  })
  await storeApprovals(db, scene, by)
}

/** Stores wallets' approvals for all chains. */
export async function storeApprovals(db: Database, scene: Scene, by: readonly Wallet[]) {
  const signed = await Promise.all(
    by.map(async (wallet) => ({
      requestHash: scene.hash,
      signer: wallet.signer.toLowerCase() as Address,
      chainId: 0,
      signature: (await scene.approvals(wallet))[0]?.signature ?? '0x',
    })),
  )
  if (signed.length) await db.insert(approvals).values(signed)
}
