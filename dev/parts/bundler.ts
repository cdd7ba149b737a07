import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bundlerExecutorKeys, bundlerUtilityKey } from '../accounts.ts'
import { shiftedClock } from './clockShift.ts'
import { type Part, startPart } from './process.ts'

/** What {@link startBundler} needs. */
export type BundlerParameters = {
  chainId: number
  /** The chain's RPC; EntryPoint must be there already. */
  rpcUrl: string
  entryPoint: string
  /** 0 lets the system choose. */
  port: number
  /** Directory for logs. */
  dataDir: string
  /** How often to look for blocks, in milliseconds between blocks. */
  blockTimeMs: number
  signal?: AbortSignal | undefined
}

// The real limit per transaction is 2^24; a bundle above it would never be mined.
const maxGas = '16000000'

/**
 * Starts alto for one chain. Without safe mode: anvil lacks the tracer that it needs there, so ERC-7562's rules have a
 * test of their own.
 *
 * @throws what {@link startPart} throws.
 */
export function startBundler(parameters: BundlerParameters): Promise<Part> {
  const { chainId, rpcUrl, entryPoint, port, dataDir, blockTimeMs, signal } = parameters
  return startPart({
    name: `bundler ${chainId}`,
    command: process.execPath,
    args: [
      // Two bundlers are most of the stack's memory; small young generations cost a little speed nobody notices here.
      ...['--max-semi-space-size=4', '--max-old-space-size=384'],
      '--disable-warning=ExperimentalWarning',
      ...['--import', new URL('./loopback.ts', import.meta.url).href],
      ...shiftedClock(dataDir),
      ...[altoScript(), 'run', '--rpc-url', rpcUrl, '--entrypoints', entryPoint, '--port', String(port)],
      ...['--safe-mode', 'false', '--min-executor-balance', '0', '--enable-cors', 'true'],
      ...[
        '--executor-private-keys',
        bundlerExecutorKeys.join(','),
        '--utility-private-key',
        bundlerUtilityKey,
      ],
      ...['--utility-wallet-monitor', 'false', '--refilling-wallets', 'false'],
      ...['--max-gas-per-bundle', maxGas, '--max-gas-per-user-op', maxGas],
      ...['--block-time', String(blockTimeMs), '--log-level', 'info', '--json', 'true'],
      // Every answer of the chain is in the log otherwise, 300 kB of bytecode before the first operation.
      ...['--public-client-log-level', 'warn', '--wallet-client-log-level', 'warn'],
    ],
    // Not the caller's directory: alto reads a .env from where it runs.
    cwd: join(dataDir, 'logs'),
    log: join(dataDir, 'logs', `bundler-${chainId}.log`),
    port,
    listening: /Listening on 127\.0\.0\.1:(\d+)/,
    signal,
  })
}

/** alto's command-line script, found beside the library because its package exports only that. */
function altoScript(): string {
  const library = createRequire(import.meta.url).resolve('@pimlico/alto')
  return join(dirname(library), 'cli', 'alto.js')
}
