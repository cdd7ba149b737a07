// Our server stops for good after the last approval. What is signed is in the browser, and any wallet can send it.
import { expect, test } from 'vitest'
import { dev, eventually, recoveries } from './chain.ts'
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

test('without our server the page finishes with any wallet', async () => {
  const hugo = await Person.arrive({ wallet: 'hugo' })
  const account = await createAccount(hugo, 'hugo-alone')
  await beginSetUp(hugo)
  await addWallet(hugo)
  await confirmSetUp(hugo, account)
  await hugo.context.close()

  const again = await Person.arrive({ wallet: 'hugo' })
  await findByName(again, 'hugo-alone')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.wallet.connecting(() => again.press('Approve with Dev Wallet'))
  await again.seesHeading('One guardian has approved')
  await dev('server', { isRunning: false })
  try {
    await again.sees('Our server does not answer')
    for (const name of ['Local 31337', 'Local 31338'])
      await again.wallet.approving(() => again.press(`Send on ${name} with Dev Wallet`))
    await again.seesHeading('Your account is on its way back')
    await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])

    await dev('skip', { seconds: 72 * 3600 + 60 })
    await again.seesHeading('Ready: accept your account')
    await again.approving(
      () => again.press('Accept'),
      () => again.seesHeading('Your new passkey takes over'),
    )
    for (const name of ['Local 31337', 'Local 31338'])
      await again.wallet.approving(() => again.press(`Send on ${name} with Dev Wallet`))
    await again.seesHeading('Welcome back')
    await expectTakenOver(account, newSigner)
  } finally {
    await dev('server', { isRunning: true })
  }

  // The server comes back, and believes the chain.
  await again.approving(
    () => again.press('Sign in with the new passkey'),
    () => again.page.waitForURL('**/account', { timeout: 60_000 }),
  )
  await again.seesHeading('hugo-alone')
  expect(again.complaints).toEqual([])
})
