// The suites that `npm test` consists of: which process runs one, and where its counts are read.
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgeBinary, root } from '../contracts/tools/forge.ts'
import { type Counts, forgeCounts, lastLineCounts, vitestCounts } from './counts.ts'

/** One suite: its process, and how its counts are read from that process's output. */
export interface Suite {
  command: readonly [string, ...string[]]
  env?: Record<string, string>
  /** After so long it is killed and has failed: a suite that hangs must not take the whole run with it. */
  minutes: number
  counts(output: string): Counts | undefined
}

/** All suites by name; the parameters of the command line are passed on to the suite's process. */
export const suites: Record<string, (parameters: readonly string[]) => Suite> = {
  check: (parameters) => ({
    command: [process.execPath, join(root, 'tools/check.ts'), ...parameters],
    minutes: 10,
    counts: lastLineCounts,
  }),
  contracts: (parameters) => forgeTests('ci', 40, parameters),
  unit: (parameters) => unitTests(35, parameters),
  coverage: (parameters) => ({
    command: [process.execPath, join(root, 'contracts/tools/coverage.ts'), ...parameters],
    minutes: 20,
    // One question, whether it is enough: lines are no tests.
    counts(output) {
      const counts = lastLineCounts(output)
      return counts && { passed: counts.failed ? 0 : 1, failed: counts.failed ? 1 : 0, skipped: 0 }
    },
  }),
  e2e: (parameters) => ({
    command: [process.execPath, join(root, 'e2e/main.ts'), ...parameters],
    minutes: parameters.includes('--repeat') ? 240 : 40,
    counts: lastLineCounts,
  }),
  deep: (parameters) => forgeTests('deep', 240, parameters),
  fuzz: (parameters) => ({
    ...unitTests(240, ['server/test/fuzz', ...parameters]),
    env: { FUZZ_CALLS: '200000' },
  }),
}

/** What `npm run test:deep` runs; with parameters, which are forge's, the last one alone. */
export const deep = ['fuzz', 'deep'] as const

/** What `npm test` runs, cheapest first. */
export const everything = ['check', 'contracts', 'coverage', 'unit', 'e2e'] as const

function unitTests(minutes: number, parameters: readonly string[]): Suite {
  const report = join(tmpdir(), `sparekey-unit-${process.pid}.json`)
  return {
    command: [
      process.execPath,
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...parameters],
    ],
    minutes,
    counts: () => vitestCounts(takeFile(report)),
  }
}

// The native binary: the npm wrapper exits 0 when a test fails.
function forgeTests(profile: string, minutes: number, parameters: readonly string[]): Suite {
  return {
    command: [forgeBinary(), 'test', ...parameters],
    env: { FOUNDRY_PROFILE: profile },
    minutes,
    counts: forgeCounts,
  }
}

function takeFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  } finally {
    rmSync(path, { force: true })
  }
}
