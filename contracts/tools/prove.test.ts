import { expect, test } from 'vitest'
import { moduleSource, prove } from './prove.ts'

const slow = { timeout: 300_000 }

test('the clock and the epochs of RecoveryModule are proven', slow, () => {
  expect(prove(moduleSource())).toEqual({ proven: 11, failed: [] })
})

// A proof that cannot fail proves nothing.
test.each([
  ['a request of an older epoch lives on', ' || slot.epoch() != _epochOf(word)', ''],
  ['a request that was ended lives on', ' || slot.ready() == 0', ''],
  ['the last second of the window is lost', 'block.timestamp <= slot.end()', 'block.timestamp < slot.end()'],
  ['a request without a policy lives on', '!_isSet(word) || slot', 'slot'],
])('the proof fails where %s', slow, (_, from, to) => {
  const source = moduleSource()
  expect(source).toContain(from)
  expect(prove(source.replace(from, to)).failed.join()).toMatch(/Assertion violation happens here/)
})

test('the proof refuses to be about another module', () => {
  const other = moduleSource().replace('before.ready() < ready', 'before.ready() > ready')
  expect(() => prove(other)).toThrow('no longer contains')
})
