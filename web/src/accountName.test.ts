import { nameSchema } from 'sparekey/schema'
import { describe, expect, it } from 'vitest'
import { nameProblem, tidyName } from './accountName.ts'

describe('names as they are typed', () => {
  it('puts capitals and spaces right without asking', () => {
    expect(tidyName('  Alice ')).toBe('alice')
  })

  it('refuses letters of other alphabets that look the same, and names the letter', () => {
    expect(nameProblem('аlice')).toContain('“а”')
    expect(nameProblem('alіce')).toContain('“і”')
    expect(nameProblem('ａlice')).toContain('mistaken')
  })

  it('says what is wrong', () => {
    expect(nameProblem('al ice')).toContain('“space”')
    expect(nameProblem('al_ice')).toContain('“_”')
    expect(nameProblem('-alice')).toContain('beginning')
    expect(nameProblem('al--ice')).toContain('beside')
    expect(nameProblem('al')).toContain('at least 3')
    expect(nameProblem('a'.repeat(31))).toContain('at most 30')
    expect(nameProblem('')).toBeUndefined()
  })

  it('agrees with the schema that the server checks', () => {
    const names = [
      'alice',
      'a-b',
      'a-b-c',
      'abc',
      'ab',
      'a1-2b',
      '-ab',
      'ab-',
      'a--b',
      'é1x',
      'a'.repeat(30),
      'a'.repeat(31),
    ]
    for (const name of names)
      expect([name, nameProblem(name) === undefined]).toEqual([name, nameSchema.safeParse(name).success])
  })
})
