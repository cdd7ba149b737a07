// The phone is gone. The owner has linked a wallet before, and gets the account back with it after 72 hours.
import { expect, test } from 'vitest'
import { dev, eventually, owned, recoveries } from './chain.ts'
import {
  accept,
  addWallet,
  beginSetUp,
  confirmSetUp,
  createAccount,
  expectTakenOver,
  makeNewPasskey,
  signIn,
  signOut,
} from './flows.ts'
import { Person } from './people.ts'

test('a linked wallet gives a lost account back on both networks after 72 hours', async () => {
  // With the phone: create, link the wallet, read what will be signed, confirm once.
  const alice = await Person.arrive({ wallet: 'alice' })
  const account = await createAccount(alice, 'alice-phone')
  await beginSetUp(alice)
  await addWallet(alice)
  await confirmSetUp(alice, account)
  await alice.find('list', 'Guardians').getByText('Dev Wallet').waitFor()
  await alice.follow('Look at guardians')
  await alice.find('button', 'Replace Dev Wallet').waitFor()

  // A new phone: nothing is on it but the wallet, and its clock is a day behind.
  const again = await Person.arrive({
    wallet: 'alice',
    viewport: { width: 390, height: 844 },
    clockError: -86_400_000,
  })
  await again.open()
  await again.follow('Lost passkey?')
  await again.sees(/^For emergencies, such as losing your device\./)
  await again.choose('radio', /^I lost the device/)
  await again.seesHeading('First, the easy way: your passkey may still be there')
  await again.press('Not there – find my account')

  // The wrong address first: it guards nothing, and the page says so.
  await again.wallet.connecting(() => again.press('Use Dev Wallet'), 2)
  await again.sees('No account is linked to this wallet')
  await again.wallet.connecting(() => again.press('Use Dev Wallet'), 1)
  await again.sees('This wallet guards')
  await again.press('alice-phone')

  // The new passkey first, then the wallet approves it.
  await again.sees('Alone: opens after 72 hours.')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.sees(/The new passkey “alice-phone_[a-z0-9]{4}” is ready/)
  const shown = await again.wallet.approving(() => again.press('Approve with Dev Wallet'))
  expect(shown).toMatch(/^Sign typed data\nRecovery\n/)
  await again.seesHeading('One guardian has approved')
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])

  // It waits on both networks; whoever has the old passkey still has everything.
  await again.press('Start the waiting time now')
  await again.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  await again.sees(/^2 days 23 hours$/)
  await dev('skip', { seconds: 71 * 3600 })
  await again.closeTabAndComeBack(`/request/${hash}`)
  await again.seesHeading('Your account is on its way back')
  await again.sees(/^5\d minutes$/)
  expect(await recoveries(account.address, hash)).toEqual(['waiting', 'waiting'])
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  expect(await owned(account.address, newSigner)).toEqual([false, false])

  // Accept with the new passkey; both networks tick off.
  await dev('skip', { seconds: 3600 + 60 })
  await accept(again)
  await again.sees('The old passkey no longer works here.')
  await expectTakenOver(account, newSigner)
  await again.approving(
    () => again.press('Sign in with the new passkey'),
    () => again.page.waitForURL('**/account'),
  )
  await again.seesHeading('alice-phone')
  await signOut(again)
  await signIn(again)
  await again.seesHeading('alice-phone')

  // The old phone turns up: its session is over, and its passkey opens nothing.
  await alice.open('/account')
  await alice.seesHeading('Open or create your account')
  await alice.approving(
    () => alice.press('Sign in with passkey'),
    () => alice.isTold(/passkey/i),
  )
  expect([...alice.complaints, ...again.complaints]).toEqual([])
})
