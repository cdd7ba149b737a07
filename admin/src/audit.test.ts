import { expect, it } from 'vitest'
import { shortSubject } from './audit.ts'

it('shortens what a line is about so that it can still be told from another', () => {
  expect(shortSubject('0x52908400098527886e0f7030069857d2e4169ee7')).toBe('0x5290…9ee7')
  expect(shortSubject('k3J9xQ2mT7vYb1')).toBe('k3J9xQ2m…')
  expect(shortSubject('settings')).toBe('settings')
  expect(shortSubject('')).toBe('')
})
