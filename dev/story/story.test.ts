import { expect, test } from 'vitest'
import { tell } from './tell.ts'

test('the story is true from its first step to its last', async () => {
  const lines: string[] = []
  await tell((line) => lines.push(line))
  expect(lines.at(-1)).toMatch(/^story: 21 steps true on 2 chains, [\d,]+ gas, [\d.]+ s$/)
}, 120_000)
