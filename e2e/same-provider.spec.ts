// D-16: guardians that one provider holds are lost together, and the page says so before anybody confirms.
import { expect, test } from 'vitest'
import { addPassphrase, beginSetUp, confirmSetUp, createAccount } from './flows.ts'
import { addGoogle, signInWithGoogle } from './google.ts'
import { Person } from './people.ts'

test('two Google accounts: the page says that they fall together', async () => {
  const kim = await Person.arrive()
  const account = await createAccount(kim, 'kim-two')
  await beginSetUp(kim)
  await addGoogle(kim, 'Ada')
  await kim.press(/^Google account Rec/)
  await signInWithGoogle(kim, 'Ada')
  await kim.isTold(/This is the same as “Google account”/)
  await signInWithGoogle(kim, 'Bob', 'Sign in with Google again')
  await kim.find('button', 'Remove Google account 2').waitFor()
  await kim.press('Continue')
  await kim.isTold(/Whoever runs this service could take the account alone/)
  await kim.follow('Guardians')
  await addPassphrase(kim)
  await kim.press('Continue')
  await kim.sees('Google knows all of these sign-ins: a problem there takes them together.')
  await kim.follow('Guardians')
  await confirmSetUp(kim, account)
  expect(kim.complaints).toEqual([])
})
