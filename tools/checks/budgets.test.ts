import { expect, test } from 'vitest'
import { fileBudget, functionBudget } from './budgets.ts'

const file = (path: string, lines: number) => ({ path, text: 'a\n'.repeat(lines) })
const files = (count: number, lines: number) =>
  Array.from({ length: count }, (_, index) => file(`sdk/src/${lines}-${index}.ts`, lines))

test('files within the budget, whatever is generated, captured or no code', () => {
  const excluded = [
    file('sdk/src/generated/abi.ts', 9000),
    file('docs/a.md', 9000),
    file('a/fixtures/b.ts', 700),
  ]
  expect(fileBudget([...files(94, 120), ...files(6, 600), ...excluded]).problems()).toEqual([
    expect.stringContaining('p95 of files is 600 lines, at most 400'),
  ])
  expect(fileBudget([...files(95, 120), ...files(5, 600), ...excluded]).problems()).toEqual([])
})

test('a median over the budget names the longest files', () => {
  expect(fileBudget([...files(1, 100), ...files(2, 121)]).problems()).toEqual([
    expect.stringMatching(/^p50 of files is 121 lines, at most 120; longest: .*sdk\/src\/121-1\.ts \(121\)$/),
  ])
})

test('no file is over 600 lines, not even a test', () => {
  const problems = fileBudget([...files(30, 50), file('contracts/test/A.t.sol', 601)]).problems()
  expect(problems).toEqual(['contracts/test/A.t.sol: 601 lines, at most 600'])
})

test('functions have a budget per language', () => {
  const body = (lines: number) => `{\n${'a();\n'.repeat(lines - 2)}}`
  const typescript = (lines: number) => ({ path: 'sdk/src/a.ts', text: `function long() ${body(lines)}` })
  const solidity = (lines: number) => ({
    path: 'contracts/src/A.sol',
    text: `function long() ${body(lines)}`,
  })
  expect(functionBudget([typescript(60), solidity(30)]).problems()).toEqual([])
  expect(functionBudget([typescript(61), solidity(31)]).problems()).toEqual([
    'p95 of TypeScript functions is 61 lines, at most 60; longest: sdk/src/a.ts:1 long (61)',
    'p95 of Solidity functions is 31 lines, at most 30; longest: contracts/src/A.sol:1 long (31)',
  ])
})

test('an empty repository is within every budget', () => {
  expect(fileBudget([]).problems()).toEqual([])
  expect(functionBudget([]).problems()).toEqual([])
})
