import { describe, expect, test } from 'vitest'
import { closingLine, forgeCounts, judge, lastLineCounts, vitestCounts } from './counts.ts'

describe('forgeCounts', () => {
  test('reads the closing line of several suites, in colour or not', () => {
    const line =
      'Ran 3 test suites in 1.20s (2.00s CPU time): 41 tests passed, 2 failed, 1 skipped (44 total tests)'
    const counts = { passed: 41, failed: 2, skipped: 1 }
    expect(forgeCounts(`[PASS] testA()\n\n${line}\n\nFailing tests:`)).toEqual(counts)
    const coloured = line.replace('41', '\u001b[32m41\u001b[0m').replace('Ran', '\u001b[1mRan')
    expect(forgeCounts(`\n${coloured}\n`)).toEqual(counts)
  })

  test('reads the closing line of one suite with one test', () => {
    const line =
      'Ran 1 test suite in 1.55ms (257.24µs CPU time): 1 tests passed, 0 failed, 0 skipped (1 total tests)'
    expect(forgeCounts(line)).toEqual({ passed: 1, failed: 0, skipped: 0 })
  })

  test('does not take the result of one contract for the whole', () => {
    expect(
      forgeCounts('Ran 2 tests for a.sol:A\nSuite result: ok. 2 passed; 0 failed; 0 skipped'),
    ).toBeUndefined()
  })
})

describe('lastLineCounts', () => {
  test('reads the last line only', () => {
    expect(lastLineCounts('1 passed, 0 failed\n7 passed, 2 failed\n')).toEqual({
      passed: 7,
      failed: 2,
      skipped: 0,
    })
    expect(lastLineCounts('7 passed, 2 failed\nSegmentation fault\n')).toBeUndefined()
  })
})

describe('vitestCounts', () => {
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 }
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  const unloadable = { status: 'failed', assertionResults: [] }

  test('counts tests, and a file that could not be loaded as a failure', () => {
    const read = (testResults: unknown[]) => vitestCounts(JSON.stringify({ ...report, testResults }))
    expect(read([failing])).toEqual({ passed: 3, failed: 1, skipped: 2 })
    expect(read([failing, unloadable])).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  test('a report that was not written, is cut short or is something else has no counts', () => {
    for (const json of ['', '{"numPassedTests":3', '{}', 'null']) expect(vitestCounts(json)).toBeUndefined()
    expect(judge(vitestCounts('{"testResults":[]}'), { code: 0, skipsAllowed: false }).failed).toBe(1)
  })
})

describe('judge', () => {
  const done = { code: 0, skipsAllowed: false }
  const green = { passed: 5, failed: 0, skipped: 0 }

  test('believes a suite that passed or reports its failures', () => {
    expect(judge(green, done)).toEqual({ passed: 5, failed: 0 })
    expect(judge({ ...green, failed: 2 }, { ...done, code: 1 })).toEqual({ passed: 5, failed: 2 })
    expect(judge({ ...green, failed: 2 }, done)).toEqual({ passed: 5, failed: 2 })
  })

  test('a crash, a kill, no counts and no tests are failures', () => {
    expect(judge(green, { ...done, code: 7 })).toMatchObject({ passed: 5, failed: 1 })
    expect(judge(green, { ...done, code: null })).toMatchObject({ passed: 5, failed: 1 })
    expect(judge(undefined, done)).toMatchObject({ passed: 0, failed: 1 })
    expect(judge({ passed: 0, failed: 0, skipped: 9 }, done)).toMatchObject({ passed: 0, failed: 1 })
  })

  test('skipped tests fail a whole run, not one that the developer narrowed', () => {
    expect(judge({ ...green, skipped: 2 }, done)).toMatchObject({ passed: 5, failed: 2 })
    expect(judge({ ...green, skipped: 2 }, { ...done, skipsAllowed: true })).toEqual({ passed: 5, failed: 0 })
  })
})

test('closingLine sums all suites', () => {
  expect(
    closingLine([
      { passed: 2, failed: 1 },
      { passed: 40, failed: 0 },
    ]),
  ).toBe('42 passed, 1 failed')
})
