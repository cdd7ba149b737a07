import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { dropDraft, readDraft, saveDraft } from './drafts.ts'

const kind = { name: 'test-1', schema: z.object({ words: z.array(z.string()) }) }
let kept: Map<string, string>

beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('gives back what was kept until it is dropped', () => {
  expect(saveDraft(kind, { words: ['a'] })).toBe(true)
  expect(readDraft(kind)).toEqual({ words: ['a'] })
  dropDraft(kind)
  expect(readDraft(kind)).toBeUndefined()
})

it('takes nothing that has another shape, is no JSON, or is a month old', () => {
  saveDraft(kind, { words: ['a'] })
  const [key = ''] = kept.keys()
  kept.set(key, '{"savedAt":0,"value":{"words":["a"]}}')
  expect(readDraft(kind)).toBeUndefined()
  kept.set(key, `{"savedAt":${Date.now()},"value":{"words":7}}`)
  expect(readDraft(kind)).toBeUndefined()
  kept.set(key, 'nonsense')
  expect(readDraft(kind)).toBeUndefined()
})

it('says so where the browser keeps nothing', () => {
  vi.stubGlobal('localStorage', undefined)
  expect(saveDraft(kind, { words: [] })).toBe(false)
  expect(readDraft(kind)).toBeUndefined()
  expect(() => dropDraft(kind)).not.toThrow()
})
