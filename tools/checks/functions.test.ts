import { expect, test } from 'vitest'
import { solidityFunctions, typescriptFunctions } from './functions.ts'

test('typescriptFunctions finds every kind of function with a body, by name, where it starts', () => {
  const text = `export function declared(a: number): number {
  return a
}
const arrow = async () => {
  await something(() => {
    inner()
  })
}
const short = (a: number) => a
class Thing {
  method() {
    const text = \`function fake() { \${{}} }\`
  }
}
declare function typed(): void
`
  expect(typescriptFunctions('a.ts', text)).toEqual([
    { name: 'declared', line: 1, lines: 3 },
    { name: 'arrow', line: 4, lines: 5 },
    { name: 'a function', line: 5, lines: 3 },
    { name: 'method', line: 11, lines: 3 },
  ])
})

test('typescriptFunctions reads JSX', () => {
  const text = 'export function Button() {\n  return <button type="button">{"}"}</button>\n}\n'
  expect(typescriptFunctions('a.tsx', text)).toEqual([{ name: 'Button', line: 1, lines: 3 }])
})

test('typescriptFunctions refuses what it cannot parse, rather than finding nothing', () => {
  expect(() => typescriptFunctions('a.ts', 'function (')).toThrow('a.ts')
})

test('solidityFunctions finds bodies, whatever stands in comments, strings and modifiers', () => {
  const text = `contract A {
  // function commented() {
  constructor(address a) Base(f({a: 1})) {
    /* } */ string memory s = "} function no() {";
  }
  modifier only(address a) {
    _;
  }
  function declared(uint256 a) external;
  function nested(function(uint256) external callback)
    public
    only(msg.sender)
  {
    if (a) { b(); }
    unchecked { c(); }
  }
  receive() external payable {}
}`
  expect(solidityFunctions(text)).toEqual([
    { name: 'constructor', line: 3, lines: 3 },
    { name: 'only', line: 6, lines: 3 },
    { name: 'nested', line: 10, lines: 7 },
    { name: 'receive', line: 17, lines: 1 },
  ])
})
