// Both guardians are required. One alone does nothing; with the second the waiting time runs.
import { expect, test } from 'vitest'
import { dev, eventually, recoveries } from './chain.ts'
import {
  accept,
  addPassphrase,
  beginSetUp,
  confirmSetUp,
  createAccount,
  expectTakenOver,
  findByName,
  makeNewPasskey,
} from './flows.ts'
import { addGoogle, signInWithGoogle } from './google.ts'
import { Person } from './people.ts'

test('Google alone does nothing where the passphrase is required as well', async () => {
  const carla = await Person.arrive()
  const account = await createAccount(carla, 'carla-both')
  await beginSetUp(carla)
  await addGoogle(carla)
  const passphrase = await addPassphrase(carla)
  // Any one at once would let whoever runs the server take the account, and the page says so.
  await carla.press('Continue')
  await carla.choose('radio', /^Simple/)
  await carla.isTold(/Whoever runs this service could take the account alone, at once\./)
  expect(await carla.find('button', 'Continue').isDisabled()).toBe(true)
  await carla.follow('Guardians')
  await confirmSetUp(carla, account, 'Strict')
  await carla.context.close()

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
  expect([...carla.complaints, ...again.complaints]).toEqual([])
})
