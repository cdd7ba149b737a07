import { expect, it } from 'vitest'
import { actionWords, countOf } from './words.ts'

it('calls what it knows by its name, and spells out the rest', () => {
  expect(actionWords('RecoveryStarted')).toBe('Waiting time started')
  expect(actionWords('account.locked')).toBe('Account locked')
  expect(actionWords('started')).toBe('Notice: recovery started')
  expect(actionWords('notice.half-way')).toBe('Notice: half of the time is over')
  expect(actionWords('link')).toBe('Code to confirm a mailbox')
  expect(actionWords('SomethingElseHappened')).toBe('Something else happened')
  expect(actionWords('two-words')).toBe('Two words')
  expect(actionWords('')).toBe('')
})

it('counts in words', () => {
  expect([0, 1, 2].map((number) => countOf(number, 'guardian'))).toEqual([
    '0 guardians',
    '1 guardian',
    '2 guardians',
  ])
  expect(countOf(2, 'recovery', 'recoveries')).toBe('2 recoveries')
})
