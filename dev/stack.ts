import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address, Chain } from 'viem'
import { operator } from './accounts.ts'
import { type ChainClient, chainClient, localChain } from './chains.ts'
import { now, sleep } from './clock.ts'
import { chainIds, ephemeralPorts, type StackPorts } from './config.ts'
import { type Deployment, deploy, deployEntryPoint, entryPointAddress } from './deploy.ts'
import { PartExitedError, StartAbortedError } from './errors.ts'
import { type Amounts, fund } from './faucet.ts'
import { lockDirectory, lockFile } from './lock.ts'
import { startAnvil } from './parts/anvil.ts'
import { shiftBundlerClocks, startBundler } from './parts/bundler.ts'
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
  /** Whether to start the bundlers, most of the stack's memory; true by default. */
  bundlers?: boolean
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
  dataDir: string
  /** Resolves if a part ends by itself; the stack is of no use then and should be stopped. */
  failure: Promise<PartExitedError>
  /** Gives an address money on every chain. */
  fund(address: Address, amounts: Amounts): Promise<void>
  /** Moves every chain by this many seconds; returns their new common time. */
  skipTime(seconds: number): Promise<number>
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
    await requireFree([...ports.chains, ...(bundlers ? ports.bundlers : [])])
    const settings = { ...options, ports, bundlers, dataDir: home.dataDir, persist: home.persist }
    const chains = await Promise.race([startChains(crew, settings), crew.failure])
    if (chains instanceof PartExitedError) throw chains
    if (options.signal?.aborted) throw new StartAbortedError()
    return {
      chains,
      operator,
      parts: crew.parts,
      dataDir: home.dataDir,
      failure: crew.failure,
      async fund(address, amounts) {
        await Promise.all(chains.map(({ client }) => fund(client, address, amounts)))
      },
      async skipTime(seconds) {
        const time = await skipTime(clientsOf(chains), seconds)
        const bundlers = crew.parts.filter(isBundler)
        shiftBundlerClocks(home.dataDir, bundlers, time * 1000 - now())
        return time
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

type Settings = StackOptions & Required<Pick<StackOptions, 'ports' | 'bundlers' | 'dataDir' | 'persist'>>

async function startChains(crew: Crew, settings: Settings): Promise<[StackChain, StackChain]> {
  const { dataDir, persist, ports, blockTime = 'auto' } = settings
  const bare = await Promise.all(
    chainIds.map(async (chainId, index) => {
      const port = ports.chains[index] ?? 0
      const part = await crew.add((signal) => startAnvil({ chainId, port, dataDir, persist, signal }))
      const rpcUrl = `http://127.0.0.1:${part.port}`
      return { rpcUrl, client: chainClient(localChain(chainId, rpcUrl)) }
    }),
  )
  const time = await alignTime(clientsOf(bare))
  shiftBundlerClocks(dataDir, [], Math.max(0, time * 1000 - now()))
  const chains = await Promise.all(
    bare.map(async ({ rpcUrl, client }, index) => {
      await deployEntryPoint(client)
      // The bundler needs nothing but EntryPoint, and longer than all deployments.
      const [bundlerUrl, deployment] = await Promise.all([
        settings.bundlers ? bundlerFor(crew, settings, client, index) : '',
        deploy(client),
      ])
      return { chain: client.chain, client, rpcUrl, bundlerUrl, deployment }
    }),
  )
  await alignTime(clientsOf(chains))
  if (blockTime !== 'auto')
    await Promise.all(chains.map(({ client }) => client.setIntervalMining({ interval: blockTime })))
  return chains as [StackChain, StackChain]
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

function isBundler(part: Part): boolean {
  return part.name.startsWith('bundler')
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

/** All parts that were ever started, so that none is forgotten when the start of another fails. */
class Crew {
  readonly parts: Part[] = []
  /** Resolves when the first part ends by itself. */
  readonly failure: Promise<PartExitedError>
  #failed: (error: PartExitedError) => void = () => {}
  readonly #abort = new AbortController()
  readonly #starting = new Set<Promise<unknown>>()
  #stopped: Promise<void> | undefined

  constructor() {
    this.failure = new Promise((resolve) => {
      this.#failed = resolve
    })
  }

  /** Starts a part unless the start was given up. */
  async add(start: (signal: AbortSignal) => Promise<Part>): Promise<Part> {
    const starting = start(this.#abort.signal).then((part) => {
      this.parts.push(part)
      part.failure.then(this.#failed)
      return part
    })
    this.#starting.add(starting)
    return starting
  }

  giveUp(): void {
    this.#abort.abort()
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll()
    return this.#stopped
  }

  async #stopAll(): Promise<void> {
    this.giveUp()
    await Promise.allSettled(this.#starting)
    // Bundlers first: one whose chain is gone would wait for it.
    const late = this.parts.filter(isBundler)
    const results = await Promise.allSettled(late.map((part) => part.stop()))
    results.push(...(await Promise.allSettled(this.parts.map((part) => part.stop()))))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
}
