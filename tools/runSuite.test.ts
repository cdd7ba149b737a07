import { expect, test } from 'vitest'
import { lastLineCounts } from './counts.ts'
import { runSuite } from './runSuite.ts'

const suite = (script: string, minutes = 1) => ({
  command: [process.execPath, '-e', script] as [string, ...string[]],
  minutes,
  counts: lastLineCounts,
})

test('a suite that passes', async () => {
  expect(await runSuite(suite('console.log("3 passed, 0 failed")'))).toEqual({ passed: 3, failed: 0 })
})

test('a suite that crashes after its counts', async () => {
  const verdict = await runSuite(suite('console.log("3 passed, 0 failed"); process.exitCode = 9'))
  expect(verdict).toEqual({ passed: 3, failed: 1, reason: 'it exited with code 9' })
})

test('a suite that crashes before its counts', async () => {
  expect(await runSuite(suite('process.exit(0)'))).toMatchObject({ passed: 0, failed: 1 })
})

test('a suite that cannot be started', async () => {
  const missing = { ...suite(''), command: ['./no-such-program'] as [string] }
  expect(await runSuite(missing)).toMatchObject({ passed: 0, failed: 1 })
})

test('a suite that hangs is killed', async () => {
  const verdict = await runSuite(
    suite('console.log("3 passed, 0 failed"); setInterval(() => {}, 1000)', 0.01),
  )
  expect(verdict).toEqual({ passed: 3, failed: 1, reason: 'it was killed' })
})

test('a process left behind with the output open does not hold the run up', async () => {
  const leftover =
    'spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit" }).unref()'
  const script = `const { spawn } = require("node:child_process"); ${leftover}; console.log("3 passed, 0 failed")`
  const started = performance.now()
  expect(await runSuite(suite(script))).toEqual({ passed: 3, failed: 0 })
  expect(performance.now() - started).toBeLessThan(19_000)
})
