// One network stands still while a recovery is finished. The other one is done at once, and the page says which is which.
import { expect, test } from 'vitest'
import { dev, eventually, owned } from './chain.ts'
import {
  addWallet,
  beginSetUp,
  confirmSetUp,
  createAccount,
  expectTakenOver,
  findByName,
  makeNewPasskey,
} from './flows.ts'
import { Person } from './people.ts'

test('a network that stands still is finished later, and the page tells it truly', async () => {
  const greta = await Person.arrive({ wallet: 'greta' })
  const account = await createAccount(greta, 'greta-frozen')
  await beginSetUp(greta)
  await addWallet(greta)
  await confirmSetUp(greta, account, 'Simple')
  await greta.context.close()

  const again = await Person.arrive({ wallet: 'greta' })
  await findByName(again, 'greta-frozen')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.wallet.connecting(() => again.press('Approve with Dev Wallet'))
  await dev('freeze', { chainId: 31338, isFrozen: true })
  try {
    await again.press('Go on')
    await again.seesHeading('Ready: accept your account')
    await again.approving(
      () => again.press('Accept'),
      () => again.seesHeading('Your new passkey takes over'),
    )
    await again.network('Local 31337').getByText('The old passkey no longer works here.').waitFor()
    await again
      .network('Local 31338')
      .getByRole('button', { name: 'Try again on Local 31338' })
      .waitFor({ timeout: 90_000 })
    expect(await again.network('Local 31338').getByText('no longer works').count()).toBe(0)
    expect(await owned(account.address, newSigner)).toEqual([true, false])
    expect(await owned(account.address, account.signer)).toEqual([false, true])
  } finally {
    await dev('freeze', { chainId: 31338, isFrozen: false })
  }

  // Later, in another tab: what is missing is finished.
  await again.closeTabAndComeBack(`/request/${hash}`)
  await again.seesHeading('Welcome back', 90_000)
  await eventually(() => owned(account.address, newSigner), [true, true])
  await expectTakenOver(account, newSigner)
  expect(again.complaints).toEqual([])
})
