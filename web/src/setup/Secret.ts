/**
 * Words that must be nowhere but in this object: it is handed around, never its text, so that they are not in React's
 * state, in a draft, in an address or in a log (P-08). JavaScript cannot zero a string; `forget` drops it.
 */
export class Secret {
  #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Lends the text for one use; what is done with it must not keep it. */
  lend<T>(use: (text: string) => T): T {
    return use(this.#text)
  }

  /** How many words it has. */
  get length(): number {
    return this.#text === '' ? 0 : this.#text.split(' ').length
  }

  /** Whether somebody typed this word (counted from 0), whatever the case and the space around it. */
  isWord(index: number, typed: string): boolean {
    const word = this.#text.split(' ')[index]
    return word !== undefined && typed.trim().toLowerCase() === word
  }

  /** Whether somebody typed all of it again. */
  isSame(typed: string): boolean {
    return typed !== '' && typed === this.#text
  }

  forget(): void {
    this.#text = ''
  }

  toJSON(): string {
    return '[secret]'
  }

  toString(): string {
    return '[secret]'
  }
}
