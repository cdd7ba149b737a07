// Passkeys that live on security keys: the one that is lost, and the one that takes its place.
import { test } from 'vitest'
import {
  accept,
  addWallet,
  beginSetUp,
  confirmSetUp,
  createAccount,
  expectTakenOver,
  findByName,
  makeNewPasskey,
} from './flows.ts'
import { Person } from './people.ts'

test('a lost security key is replaced by another one', async () => {
  const frank = await Person.arrive({ roles: ['security-key'], wallet: 'frank' })
  const account = await createAccount(frank, 'frank-key')
  await beginSetUp(frank)
  await addWallet(frank)
  await confirmSetUp(frank, account, 'Simple')
  await frank.context.close()

  // On a laptop that could keep the passkey itself, the other key is chosen.
  const again = await Person.arrive({ roles: ['platform', 'security-key'], wallet: 'frank' })
  await findByName(again, 'frank-key', 'I lost the device')
  await again.unfold('Keep the new passkey somewhere else')
  await again.sees(/insert it, press the button below, and touch the key when it blinks/)
  const { newSigner } = await makeNewPasskey(again, { button: 'Use a security key', role: 'security-key' })
  await again.wallet.connecting(() => again.press('Approve with Dev Wallet'))
  await again.press('Go on')
  await accept(again, 'security-key')
  await expectTakenOver(account, newSigner)
  await again.approving(
    () => again.press('Sign in with the new passkey'),
    () => again.page.waitForURL('**/account'),
    'security-key',
  )
  await again.seesHeading('frank-key')
})
