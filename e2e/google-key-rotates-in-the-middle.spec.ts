// Google changes the key with which it signs, in the middle of a recovery. The networks take the new one a day later; until then
// the page says when, and nothing is lost.
import { oidcGuardianAbi } from 'sparekey'
import { expect, test } from 'vitest'
import { chains, dev, eventually, recoveries } from './chain.ts'
import { accept, expectTakenOver, findByName, loseProtected, makeNewPasskey } from './flows.ts'
import { addGoogle, signInWithGoogle } from './google.ts'
import { Person } from './people.ts'

/** How many keys every network knows. */
const keysOnChain = () =>
  Promise.all(
    chains.map(async (client) => {
      const events = { abi: oidcGuardianAbi, eventName: 'KeyPublished', fromBlock: 0n } as const
      return (await client.getContractEvents(events)).length
    }),
  )

/** As somebody does who tries the local stack. */
async function rotateByDevBar(): Promise<void> {
  const developer = await Person.arrive()
  await developer.page.addInitScript(() => localStorage.setItem('dev-bar', 'open'))
  await developer.open()
  const done = developer.page.waitForResponse('**/dev/api/rotate')
  await developer.press('Rotate Google’s key')
  expect((await done).status()).toBe(200)
  await developer.context.close()
}

test('a new key of Google’s counts a day later, and the page says when', async () => {
  const { account } = await loseProtected('frank-rotates', addGoogle)

  const again = await Person.arrive()
  await findByName(again, 'frank-rotates')
  const { hash, newSigner } = await makeNewPasskey(again)
  const before = await keysOnChain()
  await rotateByDevBar()
  await signInWithGoogle(again)
  await again.isTold(/a new key, which the networks do not know yet/)

  // Somebody has signed in with it, so it is brought to the networks at once; there it waits for a day.
  const after = before.map((count) => count + 1)
  await eventually(keysOnChain, after, 60_000)
  await signInWithGoogle(again, 'Ada', 'Sign in with Google again')
  await again.isTold(/a new key, which counts in (1 day|23 hours 5\d minutes) \(\w{3} \d/)
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])

  await dev('skip', { seconds: 24 * 3600 })
  await again.closeTabAndComeBack(`/request/${hash}`)
  await signInWithGoogle(again)
  await again.seesHeading('One guardian has approved')
  await again.press('Start the waiting time now')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  await dev('skip', { seconds: 72 * 3600 + 60 })
  await accept(again)
  await expectTakenOver(account, newSigner)
  expect(again.complaints).toEqual([])
})
