import { expect, it } from 'vitest'
import { detailWords, shortSubject } from './audit.ts'

it('shortens what a line is about so that it can still be told from another', () => {
  expect(shortSubject('0x52908400098527886e0f7030069857d2e4169ee7')).toBe('0x5290…9ee7')
  expect(shortSubject('k3J9xQ2mT7vYb1')).toBe('k3J9xQ2m…')
  expect(shortSubject('settings')).toBe('settings')
  expect(shortSubject('')).toBe('')
})

it('writes details as people read them', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  expect(detailWords('2026-11-21T09:06:40.000Z', now)).toMatch(/^Sat 21 Nov, \d\d:06$/)
  expect(detailWords('2026-11-21', now)).toBe('2026-11-21')
  expect([null, ''].map((nothing) => detailWords(nothing, now))).toEqual(['–', '–'])
  expect(detailWords(true, now)).toBe('Yes')
  expect(detailWords(259_200, now)).toBe('259,200')
  expect(detailWords('k'.repeat(43), now)).toBe('kkkkkkkk…')
})
