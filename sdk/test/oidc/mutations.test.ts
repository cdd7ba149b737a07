import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { goodToken, isTakenByJose, isTakenBySdk, mutateMany } from './mutations.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const others = generateKeyPairSync('rsa', { modulusLength: 2048 })

test('the good token is taken, by the SDK and by jose, with the issuer’s key alone', async () => {
  const token = goodToken(keys)
  expect([isTakenBySdk(token, keys), await isTakenByJose(token, keys)]).toEqual([true, true])
  expect([isTakenBySdk(token, others), await isTakenByJose(token, others)]).toEqual([false, false])
})

test('J-34 of 50,000 mutated tokens none is taken (`node sdk/test/oidc/fuzz.ts` tries a million)', async () => {
  const { tokens, bySdk } = await mutateMany(keys, { seed: 34, count: 50_000, every: 100 })
  expect([tokens, bySdk]).toEqual([50_000, []])
})
