import { effWords } from '../data/effWords.ts'
import { SparekeyError } from '../errors.ts'

/** A passphrase without a visible character, or with half of one. */
export class InvalidPassphraseError extends SparekeyError {
  override readonly name = 'InvalidPassphraseError'
  override readonly code = 'passphrase_invalid'

  constructor(reason: string) {
    super(`This passphrase cannot be used: ${reason}.`, { details: 'Type it again.' })
  }
}

/**
 * Characters that nobody sees or types knowingly, and that keyboards, chats and clipboards add or drop: writing
 * directions, soft hyphens, zero-width spaces, byte order marks, the choice between text and emoji.
 * Zero-width joiners stay: they make other letters and emoji of their neighbours.
 */
const invisible = /[\p{Bidi_Control}\u00ad\u200b\u2060\ufeff]|\ufe0e|\ufe0f/gu

/**
 * The one spelling of a passphrase that its key is derived from (version 1), the same on every platform (P-03):
 *
 * 1. characters that nobody sees are removed (see above);
 * 2. NFKC: composed, decomposed and full-width forms become one;
 * 3. white space at both ends is removed, and every run of white space within becomes one U+0020;
 * 4. a phrase of words of the EFF list alone, as we generate them, is in small letters: phones begin with a capital.
 *
 * In other phrases letters keep their case. Nothing is cut off, neither after 72 bytes nor at a NUL.
 * @throws InvalidPassphraseError when nothing is left, or a surrogate stands alone (UTF-8 cannot say which)
 */
export function normalisePassphrase(passphrase: string): string {
  if (!passphrase.isWellFormed()) throw new InvalidPassphraseError('it contains half a character')
  const normalised = passphrase.replace(invisible, '').normalize('NFKC').trim().replace(/\s+/gu, ' ')
  if (normalised === '') throw new InvalidPassphraseError('it is empty')
  const small = normalised.toLowerCase()
  return small.split(' ').every((word) => listed.has(word)) ? small : normalised
}

const listed: ReadonlySet<string> = new Set(effWords)
