// What a suite says about itself, read from its output or report, and what we make of it. Whatever cannot be read,
// and whatever ran nothing, counts as a failure: a gate that is green by accident is worse than none.
import { stripVTControlCharacters } from 'node:util'

/** Tests of one suite, as the suite reports them. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** How a suite's process ended. `code` is null when a signal killed it. */
export interface Ending {
  code: number | null
  skipsAllowed: boolean
}

/** What we believe of a suite; `reason` says why failures were added to what it reported. */
export interface Verdict {
  passed: number
  failed: number
  reason?: string
}

/** Reads forge's closing line, `Ran 2 test suites in …: 5 tests passed, 0 failed, 0 skipped (5 total tests)`. */
export function forgeCounts(output: string): Counts | undefined {
  const line = /^Ran \d+ test suites? in .*: (\d+) tests? passed, (\d+) failed, (\d+) skipped/m
  const [, passed, failed, skipped] = line.exec(stripVTControlCharacters(output)) ?? []
  if (passed === undefined) return undefined
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
}

/** Reads the line that our own commands end with, `5 passed, 0 failed`. */
export function lastLineCounts(output: string): Counts | undefined {
  const last = stripVTControlCharacters(output).trimEnd().split('\n').at(-1) ?? ''
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(last) ?? []
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed), skipped: 0 }
}

/** Reads the file that vitest's JSON reporter wrote; a test file that could not be loaded counts as one failure. */
export function vitestCounts(json: string): Counts | undefined {
  try {
    const report = JSON.parse(json) as VitestReport
    const broken = report.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    return undefined
  }
}

/** Judges a suite by its counts and by how its process ended. */
export function judge(counts: Counts | undefined, { code, skipsAllowed }: Ending): Verdict {
  if (!isSound(counts)) return { passed: 0, failed: 1, reason: 'its counts could not be read' }
  const { passed, failed, skipped } = counts
  if (passed + failed === 0) return { passed: 0, failed: 1, reason: 'it ran no tests' }
  if (skipped > 0 && !skipsAllowed)
    return {
      passed,
      failed: failed + skipped,
      reason: `${skipped} skipped, and a skipped test shows nothing`,
    }
  if (code !== 0 && failed === 0)
    return { passed, failed: 1, reason: code === null ? 'it was killed' : `it exited with code ${code}` }
  return { passed, failed }
}

/** The line that every command which counts ends with. */
export function closingLine(verdicts: readonly Verdict[]): string {
  const sum = (of: 'passed' | 'failed') => verdicts.reduce((total, verdict) => total + verdict[of], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed`
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

function isSound(counts: Counts | undefined): counts is Counts {
  return counts !== undefined && Object.values(counts).every((count) => Number.isSafeInteger(count))
}
