import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchActivity, whileUsed } from './activity.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('A-06 stops reading by itself when nobody has touched the page for a while, so that the session can end', () => {
  const view = new EventTarget()
  const stop = watchActivity(view)
  const interval = whileUsed(15_000)
  view.dispatchEvent(new Event('keydown'))
  expect(interval()).toBe(15_000)
  vi.advanceTimersByTime(5 * 60_000)
  expect(interval()).toBe(false)
  view.dispatchEvent(new Event('pointermove'))
  expect(interval()).toBe(15_000)
  stop()
  vi.advanceTimersByTime(5 * 60_000)
  view.dispatchEvent(new Event('keydown'))
  expect(interval()).toBe(false)
})
