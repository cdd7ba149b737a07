import { lockBodySchema, MAX_LOCK } from 'sparekey/admin-schema'
import { expect, it } from 'vitest'
import { lockEnd, lockEndProblem, lockLengths } from './lockEnd.ts'
import { reasonProblem } from './reason.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const limits = { now, after: now, most: MAX_LOCK }

it('lets every usual length through, the longest too when it arrives a little late', () => {
  for (const { value } of lockLengths.filter(({ value }) => value !== 'custom')) {
    const end = lockEnd(value, '', now)
    expect(lockEndProblem(end, limits)).toBeUndefined()
    expect(end).toBeLessThan(now + MAX_LOCK * 1000)
  }
})

it('takes a moment as it is typed, by the browser’s own calendar', () => {
  const typed = '2026-11-21T14:05'
  expect(lockEnd('custom', typed, now)).toBe(new Date(2026, 10, 21, 14, 5).getTime())
  expect(lockEnd('custom', '', now)).toBeUndefined()
})

it('says what is wrong with an end', () => {
  expect(lockEndProblem(undefined, limits)).toMatch(/when it ends/)
  expect(lockEndProblem(now, limits)).toMatch(/over already/)
  expect(lockEndProblem(now + 1_000, { ...limits, after: now + 2_000 })).toMatch(/locked for longer already/)
  expect(lockEndProblem(now + MAX_LOCK * 1000 + 1, limits)).toMatch(/at most 30 days/)
})

it('wants the reason that the server wants', () => {
  const until = new Date(now).toISOString()
  for (const reason of ['', '  ', ' ab ', 'abc', 'Mailbox taken, customer called'])
    expect(reasonProblem(reason) === undefined, reason).toBe(
      lockBodySchema.safeParse({ reason, until }).success,
    )
})
