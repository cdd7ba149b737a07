/** Chance that can be repeated: the same seed throws the same numbers. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below `sides` (mulberry32). */
  throw(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.throw(1_000_000) < probability * 1_000_000
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.throw(choices.length)] as T
  }
}
