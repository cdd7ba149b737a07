import { effWords } from '../data/effWords.ts'

/** Words of a generated passphrase: 6 of 7,776, 77.5 bits (P-05). */
export const GENERATED_WORDS = 6
/** Two-byte numbers from here on are thrown away, so that every word is equally likely. */
const LIMIT = 0x10000 - (0x10000 % effWords.length)

/**
 * Six words of the EFF large list, each drawn independently, joined by spaces (some words contain hyphens).
 * @param random fills a buffer with random bytes; the platform's generator by default
 */
export function generatePassphrase(
  random: (buffer: Uint8Array<ArrayBuffer>) => void = (buffer) => void crypto.getRandomValues(buffer),
): string {
  const words: string[] = []
  const buffer = new Uint8Array(2)
  while (words.length < GENERATED_WORDS) {
    random(buffer)
    const number = new DataView(buffer.buffer).getUint16(0)
    const word = number < LIMIT ? effWords[number % effWords.length] : undefined
    if (word) words.push(word)
  }
  buffer.fill(0)
  return words.join(' ')
}
