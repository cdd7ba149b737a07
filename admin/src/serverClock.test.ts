import { expect, it } from 'vitest'
import { noteServerTime, serverNow } from './serverClock.ts'

const browser = Date.parse('2026-11-20T12:00:00Z')

it('follows a server whose clock is elsewhere', () => {
  noteServerTime('Mon, 23 Nov 2026 12:00:00 GMT', browser)
  expect(new Date(serverNow(browser + 1_000)).toISOString()).toBe('2026-11-23T12:00:01.000Z')
})

it('takes a difference that the way of an answer explains for none, and nonsense for nothing', () => {
  noteServerTime('Fri, 20 Nov 2026 12:00:04 GMT', browser)
  expect(serverNow(browser)).toBe(browser)
  noteServerTime('Mon, 23 Nov 2026 12:00:00 GMT', browser)
  for (const nonsense of [null, '', 'soon']) noteServerTime(nonsense, browser)
  expect(serverNow(browser)).toBe(browser + 3 * 86_400_000)
})
