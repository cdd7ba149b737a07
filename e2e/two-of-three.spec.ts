// Three guardians: a wallet, six words, a friend's passkey on another device. One is enough after 72 hours, two after 24.
import { expect, test } from 'vitest'
import { dev, eventually, recoveries, waits } from './chain.ts'
import {
  accept,
  addPassphrase,
  addWallet,
  approveAsFriend,
  beginSetUp,
  confirmWay,
  createAccount,
  expectTakenOver,
  findByName,
  inviteFriend,
  makeNewPasskey,
} from './flows.ts'
import { Person } from './people.ts'

const hour = 3600

test('one approval waits 72 hours, a friend’s second one shortens it to 24', async () => {
  const dora = await Person.arrive({ wallet: 'dora' })
  const emil = await Person.arrive({ viewport: { width: 390, height: 844 } })
  const account = await createAccount(dora, 'dora-three')
  await beginSetUp(dora)
  await addWallet(dora)
  await addPassphrase(dora)
  await inviteFriend(dora, emil, 'Emil')
  await dora.seesHeading('Your 3 guardians')

  await dora.press('Continue')
  await dora.choose('radio', /^Custom/)
  await dora.press('Faster with more approval')
  await dora.seesHeading('How much is enough')
  await confirmWay(dora, account)
  await dora.context.close()

  const again = await Person.arrive({ wallet: 'dora' })
  await findByName(again, 'dora-three')
  const { hash, newSigner } = await makeNewPasskey(again)
  await again.wallet.connecting(() => again.press('Approve with Dev Wallet'))
  await again.seesHeading('One guardian has approved')
  await again.press('Start the waiting time now')
  await again.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  const long = await waits(account.address, hash)
  for (const seconds of long) expect(Math.abs(seconds - 72 * hour)).toBeLessThan(120)

  // The friend compares six words, and approves on the own phone.
  const words = await again.words('Your new passkey’s six words')
  expect(await approveAsFriend(emil, hash)).toEqual(words)
  await eventually(
    async () => (await waits(account.address, hash)).map((seconds) => seconds <= 24 * hour),
    [true, true],
    45_000,
  )
  await dev('skip', { seconds: 24 * hour + 60 })
  await accept(again)
  await expectTakenOver(account, newSigner)
  expect([...again.complaints, ...emil.complaints]).toEqual([])
})
