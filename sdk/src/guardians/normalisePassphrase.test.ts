import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidPassphraseError, normalisePassphrase } from './normalisePassphrase.ts'

describe('P-03 one passphrase has one spelling on every platform', () => {
  test.each([
    ['composed and decomposed', 'Zürich', 'Zu\u0308rich', 'Zürich'],
    ['full-width letters', 'ＡＢＣ１２３', 'ABC123', 'ABC123'],
    ['ligatures', 'ﬁnger', 'finger', 'finger'],
    ['white space at the ends', '  one two \n', '\tone two\u00a0', 'one two'],
    ['runs of white space', 'one  \t two', 'one\u3000two', 'one two'],
    ['marks of writing direction', '\u200eone\u200f \u202atwo\u202c', '\u2066one two\u2069', 'one two'],
    ['soft hyphens, zero-width spaces, byte order marks', 'o\u00adne', '\ufeffo\u200bne\u2060', 'one'],
    ['the choice between text and emoji', '\u2764\ufe0f', '\u2764\ufe0e', '\u2764'],
    ['an invisible character between letter and accent', 'u\u200b\u0308', 'ü', 'ü'],
    ['capitals of a generated phrase', 'Abacus ZOOM yo-yo', 'abacus Zoom Yo-Yo', 'abacus zoom yo-yo'],
  ])('%s', (_, a, b, normalised) => {
    expect(normalisePassphrase(a)).toBe(normalised)
    expect(normalisePassphrase(b)).toBe(normalised)
  })

  test.each([
    ['case of an own phrase', 'One', 'one'],
    ['case of a phrase with one word of its own', 'Abacus zoom Hal', 'abacus zoom Hal'],
    ['joined emoji', '👩\u200d💻', '👩💻'],
    ['what follows a NUL', 'abc\0def', 'abc\0xyz'],
    ['a trailing NUL', 'abc', 'abc\0'],
    ['what follows 72 bytes', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['words and their joining', 'one two', 'onetwo'],
  ])('%s matters', (_, a, b) => {
    expect(normalisePassphrase(a)).not.toBe(normalisePassphrase(b))
  })

  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed())
        let once: string
        try {
          once = normalisePassphrase(text)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPassphraseError)
          return
        }
        expect(normalisePassphrase(once)).toBe(once)
        expect(normalisePassphrase(text.normalize('NFD'))).toBe(once)
        expect(normalisePassphrase(` ${text}\u200e`)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['', '   ', '\u200b\ufeff', 'half a \ud83d'])('%j is refused', (text) => {
    expect(() => normalisePassphrase(text)).toThrow(InvalidPassphraseError)
  })
})
