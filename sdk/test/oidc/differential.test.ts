import { getBlock } from 'viem/actions'
import { expect, test } from 'vitest'
import { anvilOf, useChains } from '../chains.ts'
import { compare, newOidcScene } from './differential.ts'

const chains = useChains()

test('J-34 chain and SDK take the same payloads: 3,000 odd ones, each signed by the issuer', async () => {
  const scene = await newOidcScene(chains.one, async (seconds) => {
    await anvilOf(chains.one).increaseTime({ seconds })
    await anvilOf(chains.one).mine({ blocks: 1 })
  })
  const now = Number((await getBlock(chains.one)).timestamp)
  const found = await compare(scene, { seed: 1, count: 3000, now })
  expect(found.differences).toEqual([])
  // Neither takes all nor nothing.
  expect(found.accepted).toBeGreaterThan(300)
  expect(found.accepted).toBeLessThan(2000)
})
