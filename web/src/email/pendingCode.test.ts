import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { codeIn } from './CodeField.tsx'
import { readPending, savePending } from './pendingCode.ts'

const minute = 60_000
const pending = {
  id: 'a',
  address: 'alice@example.org',
  subject: `0x${'11'.repeat(32)}` as const,
  expires: 1_795_000_900,
}

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  })
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what this tab asked for', () => {
  it('E-17 is kept apart by what it is for', () => {
    const [one, other] = [
      { ...pending, askedAt: Date.now() },
      { ...pending, id: 'b', askedAt: Date.now() },
    ]
    savePending('approve-1', one)
    savePending('approve-2', other)
    savePending('approve-1', undefined)
    expect(readPending('approve-1')).toBeUndefined()
    expect(readPending('approve-2')).toEqual(other)
  })

  it('E-05 is over after 15 minutes of this browser, whatever the server’s clock says', () => {
    savePending('guardian', { ...pending, expires: 1, askedAt: Date.now() })
    vi.advanceTimersByTime(15 * minute - 1)
    expect(readPending('guardian')).toBeDefined()
    vi.advanceTimersByTime(1)
    expect(readPending('guardian')).toBeUndefined()
  })

  it('E-05 is over too where the clock was put back by a day', () => {
    savePending('guardian', { ...pending, askedAt: Date.now() })
    vi.setSystemTime(Date.now() - 24 * 60 * minute)
    expect(readPending('guardian')).toBeUndefined()
  })

  it('is nothing where storage is closed, or holds something else', () => {
    vi.stubGlobal('sessionStorage', undefined)
    expect(() => savePending('guardian', { ...pending, askedAt: Date.now() })).not.toThrow()
    expect(readPending('guardian')).toBeUndefined()
  })
})

describe('what was pasted', () => {
  const code = '7'.repeat(115)

  it('E-02 is a code without its white space', () => {
    expect(codeIn(`  ${code.slice(0, 60)}\r\n ${code.slice(60)}\n`)).toBe(code)
  })

  it('E-02 is the code among the other lines of the mail', () => {
    expect(codeIn(`Your code:\n\n${code}\n\nIt works for 15 minutes.`)).toBe(code)
  })

  it('E-02 is left as it is where there is none in it', () => {
    expect(codeIn('')).toBe('')
    expect(codeIn('0OIl')).toBe('0OIl')
    expect(codeIn('7'.repeat(10_000))).toHaveLength(10_000)
  })
})
