// One network stands still for two hours: by then the sign-in is too old for it. What the other one knows goes on; for the one
// that was silent, the person signs in once more.
import { expect, test } from 'vitest'
import { dev, eventually, recoveries, waits } from './chain.ts'
import { accept, expectTakenOver, findByName, loseProtected, makeNewPasskey } from './flows.ts'
import { addGoogle, signInWithGoogle } from './google.ts'
import { Person } from './people.ts'

test('a sign-in that became too old for one network is asked for once more, for that one only', async () => {
  const { account } = await loseProtected('holly-late', addGoogle)

  const again = await Person.arrive()
  await findByName(again, 'holly-late')
  const { hash, newSigner } = await makeNewPasskey(again)
  await signInWithGoogle(again)
  await again.seesHeading('One guardian has approved')
  await dev('freeze', { chainId: 31338, isFrozen: true })
  try {
    await again.press('Start the waiting time now')
    await eventually(() => recoveries(account.address, hash), ['waiting', 'none'])
    await dev('skip', { seconds: 2 * 3600 })
  } finally {
    await dev('freeze', { chainId: 31338, isFrozen: false })
  }
  await again.seesHeading('Your account is on its way back')
  await again.sees('One more sign-in, please', 60_000)
  await again.sees(/^Local 31338 could not be reached within the hour/)
  expect(await recoveries(account.address, hash)).toEqual(['waiting', 'none'])
  const [first] = await waits(account.address, hash)

  await signInWithGoogle(again)
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'], 60_000)
  const [still, second] = await waits(account.address, hash)
  expect(still).toBeLessThanOrEqual(first ?? 0)
  expect(second).toBeGreaterThan(71 * 3600)
  await dev('skip', { seconds: 72 * 3600 + 60 })
  await accept(again)
  await expectTakenOver(account, newSigner)
  expect(again.complaints).toEqual([])
})
