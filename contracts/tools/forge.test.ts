import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './forge.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;
contract TinyTest {
  function testHolds() external pure {}
  function testBreaks() external pure { assert(false); }
}`
const settings = `[profile.default]
test = "src"
offline = true
solc = "${join(root, 'contracts/tools/solc')}"
`
let project: string

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sparekey-forge-'))
  mkdirSync(join(project, 'src'))
  writeFileSync(join(project, 'foundry.toml'), settings)
  writeFileSync(join(project, 'src/Tiny.t.sol'), source)
})

afterAll(() => rmSync(project, { recursive: true, force: true }))

test('forge exits 0 when all contract tests pass', () => {
  expect(run('contracts/tools/forge.ts', 'test', '--root', project, '--match-test', 'Holds').status).toBe(0)
})

test('forge exits with a failure when a contract test fails', () => {
  expect(run('contracts/tools/forge.ts', 'test', '--root', project).status).toBe(1)
})

test('forge exits with a failure when the build fails', () => {
  const broken = join(project, 'src/Broken.sol')
  writeFileSync(broken, 'contract Broken {')
  expect(run('contracts/tools/forge.ts', 'test', '--root', project).status).toBe(1)
  rmSync(broken)
})

test('the test command counts passing contract tests', () => {
  const { status, lastLine } = run('tools/test.ts', 'contracts', '--root', project, '--match-test', 'Holds')
  expect({ status, lastLine }).toEqual({ status: 0, lastLine: '1 passed, 0 failed' })
})

test('the test command fails with a failing contract test', () => {
  const { status, lastLine } = run('tools/test.ts', 'contracts', '--root', project)
  expect({ status, lastLine }).toEqual({ status: 1, lastLine: '1 passed, 1 failed' })
})

test('the test command fails when forge runs no test, where forge itself exits 0', () => {
  const nothing = ['--root', project, '--match-test', 'Nothing']
  expect(run('contracts/tools/forge.ts', 'test', ...nothing).status).toBe(0)
  const { status, lastLine } = run('tools/test.ts', 'contracts', ...nothing)
  expect({ status, lastLine }).toEqual({ status: 1, lastLine: '0 passed, 1 failed' })
})

function run(script: string, ...parameters: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [script, ...parameters], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) }
}
