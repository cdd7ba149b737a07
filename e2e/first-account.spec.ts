// Somebody who has never heard of this makes an account, and has it on both networks.
import { expect, test } from 'vitest'
import { addressOf, eventually, owned, usdc } from './chain.ts'
import { Person } from './people.ts'

test('a name and one touch make an account that its passkey owns on both networks', async () => {
  const alice = await Person.arrive()
  await alice.open()
  await alice.seesHeading('Open or create your account')
  await alice.write('Account name', 'alice')
  await alice.sees('This name is free.')
  await alice.approving(
    () => alice.press('Create account'),
    () => alice.page.waitForURL('**/account'),
  )

  const [signer] = await alice.authenticator().signers()
  if (!signer) expect.fail('no passkey was made')
  const address = await addressOf('alice')
  await eventually(() => owned(address, signer), [true, true])
  await eventually(() => usdc(address), [100_000_000n, 100_000_000n])
  expect(alice.complaints).toEqual([])
})
