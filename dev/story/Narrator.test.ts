import { ContractError } from 'sparekey'
import type { TransactionReceipt } from 'viem'
import { expect, test } from 'vitest'
import { Narrator, StoryError } from './Narrator.ts'

/** A narrator and what it has printed. */
function newNarrator() {
  const lines: string[] = []
  return { narrator: new Narrator((line) => lines.push(line)), lines }
}

const notReady = () => new ContractError('NotReady', ['0x', 20n, 10n])
const failing = (error: unknown) => async () => {
  throw error
}
const receipt = (gasUsed: bigint) => ({ gasUsed }) as TransactionReceipt
const errorOf = (attempt: Promise<unknown>) => attempt.catch((error: unknown) => error)

test('each step is printed with its gas, and the last line counts steps and gas', async () => {
  const { narrator, lines } = newNarrator()
  narrator.chapter('One')
  expect(await narrator.step('does a thing', async () => 'a thing')).toBe('a thing')
  await narrator.step('spends', async (step) => {
    step.spent(receipt(1000n), receipt(200n))
    step.spent(receipt(34n))
    step.check(true, 'all is well')
  })
  expect(lines).toHaveLength(3)
  expect(lines[0]).toBe('\nOne')
  expect(lines[1]).toMatch(/^ {2}✓ does a thing +0 gas +\d+\.\d s$/)
  expect(lines[2]).toMatch(/^ {2}✓ spends +1,234 gas +\d+\.\d s$/)
  expect(narrator.end(2)).toMatch(/^story: 2 steps true on 2 chains, 1,234 gas, \d+\.\d s$/)
})

test('what is not true ends the story: the step is neither printed nor counted', async () => {
  const { narrator, lines } = newNarrator()
  const error = await errorOf(
    narrator.step('claims', async (step) => step.check(false, 'the old key is refused')),
  )
  expect(error).toBeInstanceOf(StoryError)
  expect((error as Error).message).toContain('the old key is refused')
  expect((error as Error).message).toContain('"claims"')
  expect(lines).toEqual([])
  expect(narrator.end(2)).toContain('story: 0 steps')
})

test('whatever a step throws ends the story as it is', async () => {
  const { narrator, lines } = newNarrator()
  const broken = new TypeError('no chain')
  expect(await errorOf(narrator.step('breaks', failing(broken)))).toBe(broken)
  expect(lines).toEqual([])
})

test('a refusal that was expected is no failure, and its values can be looked at', async () => {
  const { narrator } = newNarrator()
  const args = await narrator.step('is refused', (step) => step.refused('NotReady', failing(notReady())))
  expect(args).toEqual(['0x', 20n, 10n])
})

test.each<[string, () => Promise<unknown>, RegExp]>([
  ['it succeeds', async () => 'sent', /should have been refused with NotApproved/],
  ['another refusal of our contracts', failing(notReady()), /Expected NotApproved/],
  ['a network that is down', failing(new TypeError('fetch failed')), /Expected NotApproved/],
  [
    'an error that only looks like it',
    failing(Object.assign(new RangeError('x'), { errorName: 'NotApproved', args: [] })),
    /Expected NotApproved/,
  ],
])('instead of the expected refusal: %s – the story ends', async (_, attempt, message) => {
  const { narrator, lines } = newNarrator()
  const error = await errorOf(narrator.step('is refused', (step) => step.refused('NotApproved', attempt)))
  expect(error).toBeInstanceOf(StoryError)
  expect((error as Error).message).toMatch(message)
  expect(lines).toEqual([])
})

test('the reason of another failure is kept for whoever has to find it', async () => {
  const { narrator } = newNarrator()
  const cause = notReady()
  const error = await errorOf(
    narrator.step('is refused', (step) => step.refused('NotApproved', failing(cause))),
  )
  expect((error as Error).cause).toBe(cause)
})
