// Where there is no way on, the page says so plainly, and says what there is instead.
import { expect, test } from 'vitest'
import { dev, eventually, owned, recoveries } from './chain.ts'
import { addWallet, beginSetUp, confirmSetUp, createAccount, findByName, makeNewPasskey } from './flows.ts'
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

test('a window that keeps nothing: one sentence and a way on, before anything can be lost', async () => {
  const olga = await Person.arrive()
  await olga.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('closed', 'SecurityError')
    }
  })
  await olga.open()
  await olga.sees('This window keeps nothing')
  await olga.find('button', 'Copy the address').waitFor()
  expect(await olga.find('button', 'Create account').isDisabled()).toBe(true)
  await olga.find('link', 'Lost passkey?').waitFor()
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

test('no recovery set up: the page says that nobody can open it, and where to look', async () => {
  const frida = await Person.arrive()
  const account = await createAccount(frida, 'frida-alone')
  const again = await Person.arrive()
  await again.open()
  await again.follow('Lost passkey?')
  await again.press('Not there – find my account')
  await again.write('Account name or address', account.name)
  await again.press('Find it')
  await again.seesHeading('“frida-alone” has no guardians')
  await again.sees('Without a guardian nobody can open this account, not even us. Look here first:')
  await again.unfold('Google Password Manager')
  await again.find('link', 'Google: manage passkeys').waitFor()
  expect(await again.authenticator().signers()).toEqual([])

  await again.press('Look for another account')
  await again.write('Account name or address', 'nobody-is-called-this')
  await again.press('Find it')
  await again.sees(/Nobody here is called “nobody-is-called-this”/)
})

test('the wrong wallet and a declined signature: nothing is signed, and both say what to do', async () => {
  const gina = await Person.arrive({ wallet: 'gina' })
  const account = await createAccount(gina, 'gina-wallet')
  await beginSetUp(gina)
  await addWallet(gina)
  await confirmSetUp(gina, account)

  const again = await Person.arrive({ wallet: 'gina' })
  await findByName(again, 'gina-wallet')
  const { hash } = await makeNewPasskey(again)
  await again.wallet.choosingAgain(() => again.press('Approve with Dev Wallet'), [2, 3])
  await again.isTold(/which is no guardian of this account/)
  await again.wallet.choosingAgain(() => again.press('Approve with Dev Wallet'), [1], 'Reject')
  await again.isTold(/declined|rejected/i)
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])
  await again.wallet.approving(() => again.press('Approve with Dev Wallet'))
  await again.seesHeading('One guardian has approved')

  // Nobody finishes in time: too late is too late, and the same guardian can help again.
  await again.press('Start the waiting time now')
  await again.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  await dev('skip', { seconds: 10 * 86_400 + 3600 })
  await again.seesHeading('This recovery is too late')
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  await again.press('Begin again')
  await again.seesHeading('Get your account back')
})
