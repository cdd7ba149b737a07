import { expect, test } from 'vitest'
import { effWords } from '../data/effWords.ts'
import { GENERATED_WORDS, generatePassphrase } from './generatePassphrase.ts'
import { normalisePassphrase } from './normalisePassphrase.ts'

/** A generator that gives these two-byte numbers, one after the other. */
const fixed = (numbers: number[]) => (buffer: Uint8Array<ArrayBuffer>) =>
  new DataView(buffer.buffer).setUint16(0, numbers.shift() ?? 0)

test('P-05 generated phrases have at least 77 bits', () => {
  expect(GENERATED_WORDS * Math.log2(effWords.length)).toBeGreaterThan(77)
  const phrases = Array.from({ length: 200 }, () => generatePassphrase())
  expect(new Set(phrases).size).toBe(200)
  for (const phrase of phrases) {
    expect(phrase.split(' ')).toHaveLength(6)
    expect(phrase.split(' ').every((word) => effWords.includes(word))).toBe(true)
    expect(normalisePassphrase(phrase)).toBe(phrase)
  }
})

test('every word is equally likely: numbers beyond eight rounds are thrown away', () => {
  const words = [0, 7775, 7776, 62_207].map((number) => effWords[number % 7776])
  expect(generatePassphrase(fixed([62_208, 0, 65_535, 7775, 7776, 62_207, 1, 2]))).toBe(
    [...words, effWords[1], effWords[2]].join(' '),
  )
})
