import { expect, it } from 'vitest'
import { curveArea, curvePath, curveSummary, curveTotal, formatDay } from './curve.ts'

const days = [
  { day: '2026-11-19', value: 0 },
  { day: '2026-11-20', value: 4 },
  { day: '2026-11-21', value: 1 },
]

it('draws the highest day at the top and an empty one on the floor', () => {
  expect(curvePath(days)).toBe('M0 60L150 0L300 45')
  expect(curveArea(days)).toBe('M0 60L150 0L300 45L300 60L0 60Z')
})

it('draws days without anything as a flat line, and one day as a line too', () => {
  expect(curvePath(days.map(({ day }) => ({ day, value: 0 })))).toBe('M0 60L150 60L300 60')
  expect(curvePath(days.slice(1, 2))).toBe('M0 0L300 0')
  expect(curvePath([])).toBe('')
  expect(curveArea([])).toBe('')
})

it('says in words what the drawing shows', () => {
  expect(curveTotal(days)).toBe(5)
  expect(curveSummary(days)).toBe('5 in 3 days, most on 20 Nov: 4')
  expect(curveSummary(days, (value) => `€${value}`)).toBe('€5 in 3 days, most on 20 Nov: €4')
  expect(curveSummary([])).toBe('None in 0 days')
  expect(curveSummary(days.slice(0, 1))).toBe('None in 1 day')
})

it('names a day as its calendar does, wherever the browser is', () => {
  expect(formatDay('2026-01-01')).toBe('1 Jan')
  expect(formatDay('2026-12-31')).toBe('31 Dec')
})
