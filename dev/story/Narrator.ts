import { ContractError, type ContractErrorNames } from 'sparekey'
import type { TransactionReceipt } from 'viem'
import { sinceStart } from '../clock.ts'
import { DevError } from '../errors.ts'

/** Something in the story was not true. */
export class StoryError extends DevError {
  override readonly name = 'StoryError'
  override readonly code = 'story'
}

/** What a step may say of itself while it runs. */
export interface Step {
  /** Adds the gas of what it sent. */
  spent(...receipts: readonly TransactionReceipt[]): void
  /** Ends the story unless this is so. */
  check(isTrue: boolean, what: string): void
  /** Ends the story unless one of our contracts refuses this with this error; returns the error's values. */
  refused(name: ContractErrorNames, attempt: () => Promise<unknown>): Promise<readonly unknown[]>
}

/** Runs the story's steps one after the other, prints each with its gas and time, and counts. */
export class Narrator {
  #steps = 0
  #gas = 0n
  readonly #start = sinceStart()
  readonly #print: (line: string) => void

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  chapter(title: string): void {
    this.#print(`\n${title}`)
  }

  /** @throws whatever the step throws, so that the story ends at the first thing that is not true. */
  async step<T>(title: string, act: (step: Step) => Promise<T>): Promise<T> {
    const start = sinceStart()
    let gas = 0n
    const result = await act({
      spent: (...receipts) => {
        gas += receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)
      },
      check: (isTrue, what) => {
        if (!isTrue) throw new StoryError(`Not true: ${what}. It belongs to the step "${title}".`)
      },
      refused: (name, attempt) => expectRefusal(title, name, attempt),
    })
    this.#steps += 1
    this.#gas += gas
    const seconds = ((sinceStart() - start) / 1000).toFixed(1)
    this.#print(`  ✓ ${title.padEnd(86)} ${grouped(gas).padStart(11)} gas ${seconds.padStart(5)} s`)
    return result
  }

  /** The last line. */
  end(chains: number): string {
    const seconds = ((sinceStart() - this.#start) / 1000).toFixed(1)
    return `story: ${this.#steps} steps true on ${chains} chains, ${grouped(this.#gas)} gas, ${seconds} s`
  }
}

const grouped = (value: bigint) => new Intl.NumberFormat('en').format(value)

async function expectRefusal(
  title: string,
  name: ContractErrorNames,
  attempt: () => Promise<unknown>,
): Promise<readonly unknown[]> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof ContractError && error.errorName === name) return error.args
    throw new StoryError(
      `Expected ${name}, but it failed for another reason. It belongs to the step "${title}".`,
      { cause: error },
    )
  }
  throw new StoryError(
    `Not true: it should have been refused with ${name}. It belongs to the step "${title}".`,
  )
}
