// One person, two tabs of one browser: only one of them acts, and the other says so.
import { expect, test } from 'vitest'
import { states } from './chain.ts'
import { addWallet, beginSetUp, confirmChecked, createAccount, signOut } from './flows.ts'
import { Person } from './people.ts'

test('two tabs at once: one asks for the passkey, the other says so, and nothing is done twice', async () => {
  const alice = await Person.arrive({ wallet: 'two-tabs' })
  const account = await createAccount(alice, 'alice-two-tabs')
  const epochs = async () => (await states(account.address)).map(({ epoch }) => epoch)
  await beginSetUp(alice)
  await addWallet(alice)
  await alice.press('Continue')
  await alice.seesHeading('How should it work?')

  // The second tab finds what the first one has kept.
  const beside = await alice.openBeside('/account/setup')
  await beside.find('button', 'Remove Dev Wallet').waitFor()
  await beside.press('Continue')
  await beside.press('Continue')
  await beside.seesHeading('Check before you confirm')
  const before = await epochs()
  await beside.press('Confirm with passkey')
  await beside.find('button', 'Waiting for your passkey…').waitFor()

  await alice.press('Continue')
  await alice.seesHeading('Check before you confirm')
  await alice.press('Confirm with passkey')
  await alice.isTold('Another tab of this browser is confirming this already.')
  expect(await epochs()).toEqual(before)

  // As it says: the other one is closed, and this one goes on.
  await beside.page.close()
  await confirmChecked(alice, account)
  expect(await epochs()).toEqual(before.map((epoch) => epoch + 1))

  // Who signs out in one is signed out in the other.
  const again = await alice.openBeside('/account')
  await again.seesHeading('alice-two-tabs')
  await signOut(alice)
  await again.page.bringToFront()
  await again.seesHeading('Open or create your account')
  expect([...alice.complaints, ...beside.complaints, ...again.complaints]).toEqual([])
})
