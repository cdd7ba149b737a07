import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address, Chain } from 'viem'
import { operator } from './accounts.ts'
import { type App, type AppOptions, type Outside, openFronts, startApp } from './app.ts'
import { type ChainClient, chainClient, localChain } from './chains.ts'
import { now, sleep } from './clock.ts'
import { appPorts, chainIds, ephemeralPorts, type StackPorts } from './config.ts'
import { Crew, hasShiftedClock } from './crew.ts'
import { type Deployment, deploy, deployEntryPoint, entryPointAddress } from './deploy.ts'
import { PartExitedError, StartAbortedError } from './errors.ts'
import { type Amounts, fund } from './faucet.ts'
import { Freezer } from './freeze.ts'
import { publishIssuerKeys } from './issuerKeys.ts'
import { lockDirectory, lockFile } from './lock.ts'
import { type Hardfork, startAnvil } from './parts/anvil.ts'
import { startBundler } from './parts/bundler.ts'
import { shiftClocks } from './parts/clockShift.ts'
import { issuerUrl, startIssuer } from './parts/issuer.ts'
import { startMail } from './parts/mail.ts'
import type { Part } from './parts/process.ts'
import { requireFree } from './ports.ts'
import { alignTime, skipTime } from './time.ts'

/** How {@link startStack} starts; everything may be left out in tests. */
export type StackOptions = {
  /** For state and logs; by default a temporary directory that goes away with the stack. */
  dataDir?: string
  /** By default the system chooses, so that several stacks run side by side. */
  ports?: StackPorts
  /** Whether chain state survives in `dataDir`; by default only if that is given. */
  persist?: boolean
  /** Seconds between blocks, or `auto` (default): a block per transaction. */
  blockTime?: number | 'auto'
  /** The rules of both chains, `osaka` by default. */
  hardfork?: Hardfork
  /** Whether to start the bundlers, most of the stack's memory; true by default. */
  bundlers?: boolean
  /** The server with the web app in front of the chains; none by default. */
  app?: AppOptions
  /** Wipes `dataDir` first. */
  fresh?: boolean
  /** Gives up the start: everything is stopped and {@link StartAbortedError} thrown. */
  signal?: AbortSignal
}

/** One chain of a running stack with its bundler. */
export type StackChain = {
  chain: Chain
  client: ChainClient
  rpcUrl: string
  /** Empty if the stack runs without bundlers. */
  bundlerUrl: string
  deployment: Deployment
}

/** A running local stack. */
export type Stack = {
  chains: [StackChain, StackChain]
  /** The dev operator: deployed everything, owns the staker, pays the faucet. */
  operator: typeof operator
  parts: Part[]
  /** Only if it was asked for. */
  app: App | undefined
  dataDir: string
  /** Resolves if a part ends by itself; the stack is of no use then and should be stopped. */
  failure: Promise<PartExitedError>
  /** Gives an address money on every chain. */
  fund(address: Address, amounts: Amounts): Promise<void>
  /** Moves every chain that is not frozen by this many seconds; returns their new common time. */
  skipTime(seconds: number): Promise<number>
  /** A frozen chain takes transactions and makes no blocks; afterwards it catches up. */
  setFrozen(chainId: number, isFrozen: boolean): Promise<void>
  isFrozen(chainId: number): boolean
  /** Stops every part and saves state; resolves when no process is left. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts both chains with everything deployed and their bundlers.
 *
 * @throws {@link PortTakenError} {@link DataLockedError} {@link UnsupportedPlatformError} {@link DamagedStateError}
 * {@link PartExitedError} {@link PartTimeoutError} {@link DeployError} {@link ArtifactError} {@link StartAbortedError};
 * nothing is left running then.
 * @example
 * const stack = await startStack()
 * await stack.fund('0x…', { eth: parseEther('1'), usdc: 5_000_000n })
 * await stack.stop()
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const ports = options.ports ?? ephemeralPorts
  const bundlers = options.bundlers ?? true
  const home = openHome(options)
  const crew = new Crew()
  options.signal?.addEventListener('abort', () => crew.giveUp(), { once: true })
  if (options.signal?.aborted) crew.giveUp()
  const stop = async () => {
    try {
      await crew.stop()
    } finally {
      home.close()
    }
  }
  try {
    await requireFree(portsOf(options, ports))
    const settings = { ...options, ports, bundlers, dataDir: home.dataDir, persist: home.persist }
    const started = await Promise.race([startAll(crew, settings), crew.failure])
    if (started instanceof PartExitedError) throw started
    if (options.signal?.aborted) throw new StartAbortedError()
    const { chains } = started
    return {
      ...started,
      operator,
      parts: crew.parts,
      dataDir: home.dataDir,
      failure: crew.failure,
      async fund(address, amounts) {
        await Promise.all(chains.map(({ client }) => fund(client, address, amounts)))
      },
      stop,
    }
  } catch (error) {
    // A request to a part that has just died fails a moment before its end is known, and says less.
    const reason = (await Promise.race([crew.failure, sleep(50)])) ?? error
    await stop().catch(() => {}) // the first failure is the one to tell
    throw reason
  }
}

/** What must be free before anything is started. */
function portsOf({ bundlers = true, app }: StackOptions, ports: StackPorts): number[] {
  return [
    ...ports.chains,
    ...(bundlers ? ports.bundlers : []),
    ...(app ? appPorts(ports) : []),
    ...(app?.hot ? [ports.web] : []),
  ]
}

type Settings = StackOptions & Required<Pick<StackOptions, 'ports' | 'bundlers' | 'dataDir' | 'persist'>>

async function startAll(crew: Crew, settings: Settings) {
  const { ports, dataDir } = settings
  const fronts = settings.app && (await openFronts(crew, ports))
  const starting = startChains(crew, settings, fronts?.app.url).then(({ chains, ...outside }) => ({
    ...{ chains, ...outside },
    ...timeOf(crew, settings, clientsOf(chains)),
  }))
  const [{ issuer: _issuer, mail: _mail, ...world }, app] = await Promise.all([
    starting,
    fronts && startApp({ ...settings.app, crew, ports, dataDir, fronts, world: starting }),
  ])
  return { ...world, app }
}

/** How the time of all chains is moved, and what follows it. */
function timeOf(crew: Crew, { dataDir, blockTime = 'auto' }: Settings, clients: ChainClient[]) {
  const freezer = new Freezer(clients, blockTime)
  return {
    async skipTime(seconds: number): Promise<number> {
      const time = await skipTime(freezer.running, seconds)
      shiftClocks(dataDir, crew.parts.filter(hasShiftedClock), time * 1000 - now())
      return time
    },
    setFrozen: (chainId: number, isFrozen: boolean) =>
      isFrozen ? freezer.freeze(chainId) : freezer.unfreeze(chainId),
    isFrozen: (chainId: number) => freezer.isFrozen(chainId),
  }
}

/** Seconds before now at which new chains begin: roles count, and keys are usable, some time after they were given. */
const PAST = 8 * 86_400

/** @param appUrl where the app will be; without it there is neither issuer nor mail */
async function startChains(
  crew: Crew,
  settings: Settings,
  appUrl: string | undefined,
): Promise<{ chains: [StackChain, StackChain] } & Outside> {
  const { dataDir, persist, ports, hardfork, blockTime = 'auto' } = settings
  const genesis = Math.floor(now() / 1000) - PAST
  const bare = await Promise.all(
    chainIds.map(async (chainId, index) => {
      const port = ports.chains[index] ?? 0
      const part = await crew.add((signal) =>
        startAnvil({ chainId, port, dataDir, persist, hardfork, genesis, signal }),
      )
      const rpcUrl = `http://127.0.0.1:${part.port}`
      return { rpcUrl, client: chainClient(localChain(chainId, rpcUrl)) }
    }),
  )
  const time = await alignTime(await thatHaveBegun(clientsOf(bare)))
  shiftClocks(dataDir, [], Math.max(0, time * 1000 - now()))
  const outside = appUrl === undefined ? undefined : startOutside(crew, settings, appUrl)
  const chains = await Promise.all(
    bare.map(async ({ rpcUrl, client }, index) => {
      await deployEntryPoint(client)
      // The bundler needs nothing but EntryPoint, and longer than all deployments.
      const [bundlerUrl, deployment] = await Promise.all([
        settings.bundlers ? bundlerFor(crew, settings, client, index) : '',
        deploy(client),
      ])
      if (outside) await publishIssuerKeys(client, deployment, issuerUrl(await outside.issuer))
      return { chain: client.chain, client, rpcUrl, bundlerUrl, deployment }
    }),
  )
  await alignTime(clientsOf(chains))
  if (blockTime !== 'auto')
    await Promise.all(chains.map(({ client }) => client.setIntervalMining({ interval: blockTime })))
  const [issuer, mail] = await Promise.all([outside?.issuer, outside?.mail])
  return { chains: chains as [StackChain, StackChain], issuer, mail }
}

/** Starts whom the server talks to, in the chains' time. */
function startOutside(crew: Crew, { ports, dataDir }: Settings, appOrigin: string) {
  const outside = {
    issuer: crew.add((signal) => startIssuer({ appOrigin, port: ports.issuer, dataDir, signal })),
    mail: crew.add((signal) => startMail({ port: ports.mail, smtpPort: ports.smtp, dataDir, signal })),
  }
  // They are waited for later; a start that was given up by then has told why.
  for (const part of Object.values(outside)) part.catch(() => {})
  return outside
}

async function bundlerFor(
  crew: Crew,
  { ports, dataDir, blockTime = 'auto' }: Settings,
  client: ChainClient,
  index: number,
): Promise<string> {
  const part = await crew.add((signal) =>
    startBundler({
      chainId: client.chain.id,
      rpcUrl: client.chain.rpcUrls.default.http[0] ?? '',
      entryPoint: entryPointAddress,
      port: ports.bundlers[index] ?? 0,
      dataDir,
      blockTimeMs: blockTime === 'auto' ? 200 : blockTime * 1000,
      signal,
    }),
  )
  return `http://127.0.0.1:${part.port}`
}

/** Those that were there before: a new chain is still in the past, where everything is put on it. */
async function thatHaveBegun(clients: ChainClient[]): Promise<ChainClient[]> {
  const numbers = await Promise.all(clients.map((client) => client.getBlockNumber()))
  return clients.filter((_, index) => (numbers[index] ?? 0n) > 0n)
}

function clientsOf(chains: { client: ChainClient }[]): ChainClient[] {
  return chains.map(({ client }) => client)
}

/** Opens the directory for state and logs: locked, wiped if asked for, with its folders. */
function openHome({ dataDir: given, persist = given !== undefined, fresh = false }: StackOptions) {
  const dataDir = given ?? mkdtempSync(join(tmpdir(), 'sparekey-'))
  const lock = lockDirectory(dataDir)
  if (fresh)
    for (const name of readdirSync(dataDir))
      if (!lockFile.test(name)) rmSync(join(dataDir, name), { recursive: true })
  mkdirSync(join(dataDir, 'chains'), { recursive: true })
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  return {
    dataDir,
    persist,
    close() {
      lock.release()
      if (given === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
