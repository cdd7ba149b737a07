import { isUtf8 } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { documentOf, randomFrom } from './documents.ts'
import { isTakenByJose, isTakenByStrictJose } from './joseProfile.ts'
import { claims, expectedByJose, goodToken, mutateMany, refusalBySdk, signedToken } from './mutations.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const others = generateKeyPairSync('rsa', { modulusLength: 2048 })

test('the good token is taken, by the SDK and by jose, with the issuer’s key alone', async () => {
  const token = goodToken(keys)
  expect([refusalBySdk(token, keys), refusalBySdk(token, others)]).toEqual([undefined, 'signature'])
  for (const isTaken of [isTakenByJose, isTakenByStrictJose])
    expect([
      await isTaken(token, expectedByJose(keys)),
      await isTaken(token, expectedByJose(others)),
    ]).toEqual([true, false])
})

test('J-34 of 50,000 mutated tokens none is taken (`node sdk/test/oidc/fuzz.ts` tries a million), and jose agrees', async () => {
  const found = await mutateMany(keys, { seed: 34, count: 50_000, every: 100 })
  expect(found).toMatchObject({ mutated: 50_000, good: 3125, goodTaken: 3125, taken: [], differences: [] })
  // They are not all refused for one reason.
  expect(Object.keys(found.refusals).toSorted()).toEqual(
    expect.arrayContaining(['algorithm', 'malformed', 'other-person', 'other-request', 'signature']),
  )
})

test('J-34 SDK and jose within the profile take the same of 5,000 odd tokens, each signed by the issuer', async () => {
  const random = randomFrom(5)
  const members = Object.entries(claims).map(([name, value]) => [name, JSON.stringify(value)] as const)
  const differences: string[] = []
  let [taken, takenByJose] = [0, 0]
  for (let i = 0; i < 5000; i++) {
    const payload = documentOf({ random, members })
    const token = signedToken(keys, payload)
    const isTaken = refusalBySdk(token, keys) === undefined
    const isTakenToo = await isTakenByStrictJose(token, expectedByJose(keys))
    // Of what is not UTF-8 jose takes nothing; chain and SDK do where it is in no member that is read.
    const isText = isUtf8(Buffer.from(payload, 'latin1'))
    if (isText ? isTakenToo !== isTaken : isTakenToo) differences.push(payload)
    if (isTaken) taken++
    if (await isTakenByJose(token, expectedByJose(keys))) takenByJose++
  }
  expect(differences).toEqual([])
  // Neither takes all nor nothing, and the profile is stricter than jose.
  expect(taken).toBeGreaterThan(500)
  expect(takenByJose).toBeGreaterThan(taken)
  expect(takenByJose).toBeLessThan(4500)
})
