import { expect, test } from 'vitest'
import { buildVectors, readVectors } from './vectors.ts'

test('the committed vectors are what the SDK computes (else: npx node sdk/test/vectors.ts)', async () => {
  expect(await buildVectors()).toBe(readVectors())
})
