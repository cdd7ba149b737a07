import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DamagedStateError, UnsupportedPlatformError } from '../errors.ts'
import { type Part, startPart } from './process.ts'

const platforms: Record<string, string> = {
  'linux-x64': 'anvil-linux-amd64',
  'linux-arm64': 'anvil-linux-arm64',
  'darwin-x64': 'anvil-darwin-amd64',
  'darwin-arm64': 'anvil-darwin-arm64',
  'win32-x64': 'anvil-win32-amd64',
}

// A kill of this process loses nothing (its watchdog ends anvil cleanly); this is for a kill of anvil itself.
const saveSeconds = 30

// Reads at older blocks fail; blocks, receipts and logs stay. Each kept state is a copy of half a megabyte: by default
// anvil writes one per block to disk, which at a block per second were 1.7 GB an hour.
const keptStates = 64

/** The rules of a chain: `osaka` (default) has the P-256 precompile, `prague` and `shanghai` have not, and `shanghai` lacks cancun's opcodes. */
export type Hardfork = 'osaka' | 'prague' | 'shanghai'

/** What {@link startAnvil} needs. */
export type AnvilParameters = {
  chainId: number
  /** 0 lets the system choose. */
  port: number
  /** Directory for logs and, if `persist`, the chain's state. */
  dataDir: string
  /** Whether the state is read at start and written at stop and every 30 s. */
  persist: boolean
  hardfork?: Hardfork | undefined
  /** Unix seconds at which a new chain begins; now by default. */
  genesis?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Path of anvil's native binary: the npm wrapper would be one process more between us and the signals.
 *
 * @throws {@link UnsupportedPlatformError}
 */
export function anvilBinary(platform: string = process.platform, arch: string = process.arch): string {
  const name = platforms[`${platform}-${arch}`] ?? `anvil-${platform}-${arch}`
  try {
    return createRequire(import.meta.url).resolve(
      `@foundry-rs/${name}/bin/anvil${platform === 'win32' ? '.exe' : ''}`,
    )
  } catch {
    throw new UnsupportedPlatformError(`${platform} ${arch}`, `@foundry-rs/${name}`)
  }
}

/**
 * Starts a chain that mines a block per transaction; the stack changes that once everything is deployed, because
 * waiting a second per deployment would make every start slow.
 *
 * @throws {@link UnsupportedPlatformError} {@link DamagedStateError} and what {@link startPart} throws.
 */
export function startAnvil(parameters: AnvilParameters): Promise<Part> {
  const { chainId, port, dataDir, persist, hardfork = 'osaka', genesis, signal } = parameters
  const state = join(dataDir, 'chains', `${chainId}.json`)
  const isNew = !(persist && hasState(state))
  return startPart({
    name: `chain ${chainId}`,
    command: anvilBinary(),
    args: [
      ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)],
      // osaka for the P-256 precompile and the real gas limit per transaction (2^24).
      ...['--hardfork', hardfork, '--enable-tx-gas-limit'],
      ...['--prune-history', String(keptStates)],
      ...(isNew && genesis !== undefined ? ['--timestamp', String(genesis)] : []),
      ...(persist ? ['--state', state, '--state-interval', String(saveSeconds)] : []),
    ],
    cwd: dataDir,
    log: join(dataDir, 'logs', `chain-${chainId}.log`),
    port,
    listening: /Listening on 127\.0\.0\.1:(\d+)/,
    signal,
  })
}

/**
 * Whether there is a state, a whole one: anvil writes it in place, so a crash at the wrong moment leaves half a file, on which
 * it would fail obscurely.
 */
function hasState(file: string): boolean {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return false
  }
  try {
    JSON.parse(text)
  } catch (error) {
    throw new DamagedStateError(file, error)
  }
  return true
}
