import { expect, it } from 'vitest'
import { toBrowserTime } from './clock.ts'
import { formatDelay, formatDuration, formatMoment } from './formatTime.ts'

const now = Date.UTC(2026, 10, 20, 17, 5)

it('names a moment, with the year where it is another one', () => {
  expect(formatMoment(Date.UTC(2026, 10, 23, 14, 5), now, 'UTC')).toBe('Mon 23 Nov, 14:05')
  expect(formatMoment(Date.UTC(2027, 0, 1, 0, 0), now, 'UTC')).toBe('Fri 1 Jan 2027, 00:00')
})

it('names a duration by its two largest units, rounded down', () => {
  expect(formatDuration(2 * 86_400 + 21 * 3600 + 3599)).toBe('2 days 21 hours')
  expect(formatDuration(86_400)).toBe('1 day')
  expect(formatDuration(3 * 3600 + 60)).toBe('3 hours 1 minute')
  expect(formatDuration(59 * 60 + 59)).toBe('59 minutes')
  expect(formatDuration(1)).toBe('1 second')
  expect(formatDuration(-5)).toBe('0 seconds')
})

it('names a waiting time as a person would', () => {
  expect(formatDelay(0)).toBe('at once')
  expect(formatDelay(72 * 3600)).toBe('72 hours')
  expect(formatDelay(30 * 86_400)).toBe('30 days')
})

it('shows moments of a chain whatever the browser’s clock says', () => {
  const yesterday = now - 86_400_000
  const clock = { chainNow: now / 1000, readAt: yesterday }
  expect(toBrowserTime(now / 1000 + 60, clock)).toBe(yesterday + 60_000)
})
