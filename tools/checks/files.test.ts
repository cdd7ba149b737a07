import { expect, test } from 'vitest'
import { allFiles, ignoredFolders, isMade, isTest } from './files.ts'

test('the repository is seen without what is installed or built', () => {
  const paths = allFiles().map(({ path }) => path)
  expect(paths).toContain('package.json')
  expect(paths).toContain('.ci/run')
  expect(paths).toContain('tools/checks/files.test.ts')
  expect(paths.filter((path) => /(^|\/)(node_modules|\.git)\//.test(path))).toEqual([])
})

test('ignored folders are read from .gitignore', () => {
  expect(ignoredFolders('# a\nnode_modules/\n/contracts/out/\n*.log\n')).toEqual(
    new Set(['.git', 'node_modules', 'contracts/out']),
  )
})

test.each([
  ['sdk/src/policy.test.ts', true],
  ['contracts/test/RecoveryModule/start.t.sol', true],
  ['contracts/test/mocks/Token.sol', true],
  ['e2e/lost-phone.spec.ts', true],
  ['sdk/src/test.ts', false],
  ['sdk/src/contest/a.ts', false],
])('%s is a test: %s', (path, expected) => expect(isTest(path)).toBe(expected))

test.each([
  ['sdk/src/generated/abi.ts', true],
  ['contracts/release/Account.json', true],
  ['sdk/src/data/words.ts', true],
  ['package-lock.json', true],
  ['contracts/tools/release.ts', false],
])('%s is made: %s', (path, expected) => expect(isMade(path)).toBe(expected))
