import { expect, test } from 'vitest'
import { judge, parseLcov } from './coverage.ts'

const lcov = `TN:
SF:contracts/src/One.sol
DA:3,7
DA:4,0
BRDA:3,0,0,7
BRDA:3,0,1,-
BRDA:4,1,0,0
end_of_record
TN:
SF:contracts/test/Other.sol
DA:1,0
end_of_record
`

test('lines and branches that never ran are found, in contracts/src only', () => {
  const found = judge(parseLcov(lcov), () => [])
  expect(found.lines).toEqual([
    { path: 'contracts/src/One.sol', line: 3, ran: true },
    { path: 'contracts/src/One.sol', line: 4, ran: false },
  ])
  expect(found.branches.map(({ line, ran }) => [line, ran])).toEqual([
    [3, true],
    [3, false],
    [4, false],
  ])
})

test('assembly is not counted, what is around it is', () => {
  const text = [
    'function f() {',
    '  assembly ("memory-safe") {',
    '    if x {',
    '      y := 1',
    '    }',
    '    z := 2',
    '  }',
    '  g();',
    '}',
  ]
  const never = text.map((_, index) => `DA:${index + 1},0`).join('\n')
  const found = judge(parseLcov(`SF:contracts/src/One.sol\n${never}\nend_of_record`), () => text)
  expect(found.lines.map(({ line }) => line)).toEqual([1, 2, 8, 9])
})
