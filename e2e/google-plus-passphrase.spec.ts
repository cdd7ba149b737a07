// Both guardians are required. One alone does nothing; with the second the waiting time runs.
import { expect, test } from 'vitest'
import { dev, eventually, recoveries } from './chain.ts'
import { accept, addPassphrase, expectTakenOver, findByName, loseProtected, makeNewPasskey } from './flows.ts'
import { addGoogle, signInWithGoogle } from './google.ts'
import { Person } from './people.ts'

/** Both, and a look at the way that does not go with them. */
async function addBoth(owner: Person): Promise<string> {
  await addGoogle(owner)
  const passphrase = await addPassphrase(owner)
  // Any one at once would let whoever runs the server take the account, and the page says so.
  await owner.press('Continue')
  await owner.choose('radio', /^Simple/)
  await owner.isTold(/Whoever runs this service could take the account alone, at once\./)
  expect(await owner.find('button', 'Continue').isDisabled()).toBe(true)
  await owner.follow('Guardians')
  return passphrase
}

test('Google alone does nothing where the passphrase is required as well', async () => {
  const { account, added: passphrase } = await loseProtected('carla-both', addBoth, 'Strict')

  const again = await Person.arrive()
  await findByName(again, 'carla-both')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.sees(/It counts for an hour, so let the others approve first\./)
  await signInWithGoogle(again)
  await again.seesHeading('One guardian has approved')
  expect(await again.find('button', 'Start the waiting time now').count()).toBe(0)
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])

  await again.write('Passphrase', passphrase)
  await again.press('Approve with the passphrase')
  await again.find('heading', '2 guardians have approved').waitFor({ timeout: 60_000 })
  await again.press('Start the waiting time now')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  await dev('skip', { seconds: 72 * 3600 + 60 })
  await accept(again)
  await expectTakenOver(account, newSigner)
  expect(again.complaints).toEqual([])
})
