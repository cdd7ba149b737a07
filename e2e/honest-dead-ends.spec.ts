// Where there is no way on, the page says so plainly, and says what there is instead.
import { expect, test } from 'vitest'
import { Person } from './people.ts'

test('a name that is taken: another one is asked for, and nothing was made', async () => {
  const [carol, thief] = await Promise.all([Person.arrive(), Person.arrive()])
  await carol.open()
  await carol.write('Account name', 'carol')
  await carol.sees('This name is free.')
  await carol.approving(
    () => carol.press('Create account'),
    () => carol.page.waitForURL('**/account'),
  )
  await thief.open()
  await thief.write('Account name', 'Carol')
  await thief.sees('“carol” is taken. If it is yours, sign in; otherwise choose another.')
  expect(await thief.find('button', 'Create account').isDisabled()).toBe(true)
  expect(await thief.authenticator().signers()).toEqual([])
})

test('a browser without passkeys: one sentence and a way on', async () => {
  const dave = await Person.arrive()
  await dave.page.addInitScript(() => {
    Reflect.deleteProperty(window, 'PublicKeyCredential')
  })
  await dave.open()
  await dave.sees('This browser has no passkeys')
  await dave.find('button', 'Copy the address').waitFor()
  expect(await dave.find('button', 'Create account').isDisabled()).toBe(true)
  expect(await dave.find('button', 'Sign in with passkey').isDisabled()).toBe(true)
  await dave.find('link', 'Lost passkey?').waitFor()
})

test('a passkey that does not answer: the page says so and offers the way back in', async () => {
  const erin = await Person.arrive()
  await erin.open()
  await erin.refusing(
    () => erin.press('Sign in with passkey'),
    async () => {
      const alert = await erin.isTold(/passkey/i)
      await alert.getByRole('link', { name: 'Lost passkey?' }).click()
    },
  )
  await erin.page.waitForURL('**/recover')
})
