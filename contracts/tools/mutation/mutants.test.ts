import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../forge.ts'
import { compile, fileOf } from './compile.ts'
import { build, mutantsOf } from './mutants.ts'

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;
contract RecoverySlot {
    uint256 public count; // »not ASCII«: offsets are bytes
    event Counted();
    error TooMany();
    function add(uint256 n) external returns (bool) {
        if (n > 5) revert TooMany();
        count += n;
        emit Counted();
        return count < 9;
    }
}`

function mutants() {
  const original = compile('RecoverySlot', source)
  if (!original) throw new Error('does not compile')
  return { original, found: mutantsOf('RecoverySlot', source, original) }
}

test('small faults are planted in conditions, operators, constants, statements and answers', () => {
  const { found } = mutants()
  expect(found.map(({ line, before, text }) => `${line} ${before} → ${text}`)).toEqual([
    '8 n > 5 → true',
    '8 n > 5 → false',
    '8 > → >=',
    '8 > → <=',
    '8 5 → 6',
    '9 count += n; → {}',
    '9 += → -=',
    '9 += → =',
    '10 emit Counted(); → {}',
    '11 count < 9 → true',
    '11 count < 9 → false',
    '11 < → <=',
    '11 < → >=',
    '11 9 → 10',
  ])
})

test('every one of them compiles, to other code', () => {
  const { original, found } = mutants()
  for (const mutant of found) {
    expect(mutant.source).not.toBe(source)
    expect(build(mutant, 'RecoverySlot', original)).toBeTypeOf('object')
  }
})

test('a fault that does not compile, and one that changes nothing, are told apart from a survivor', () => {
  const { original, found } = mutants()
  const [first] = found
  if (!first) throw new Error('no mutants')
  expect(build({ ...first, source: 'contract {' }, 'RecoverySlot', original)).toBe('uncompilable')
  expect(build({ ...first, source: `${source}\n` }, 'RecoverySlot', original)).toBe('equivalent')
})

test('the same source gives the same faults under the same names', () => {
  const path = join(root, 'contracts/src/PasskeyValidator.sol')
  const text = readFileSync(path, 'utf8')
  const compiled = compile('PasskeyValidator', text)
  if (!compiled) throw new Error('does not compile')
  const ids = () => mutantsOf('PasskeyValidator', text, compiled).map(({ id }) => id)
  expect(ids()).toEqual(ids())
  expect(new Set(ids()).size).toBe(ids().length)
  expect(ids().length).toBeGreaterThan(200)
})

test('a fault of an abstract contract is planted in the contract that is made of it', () => {
  const text = readFileSync(join(root, fileOf('Roles')), 'utf8')
  const original = compile('EmailGuardian', text, 'Roles')
  if (!original) throw new Error('does not compile')
  const [first = expect.fail()] = mutantsOf('Roles', text, original)
  expect(first.id).toBe('Roles-1')
  const built = build(first, 'EmailGuardian', original, 'Roles')
  if (typeof built === 'string') throw new Error(built)
  expect(built.creation.object).not.toBe(original.creation.object)
})
