// Somebody who has never heard of this makes an account, has it on both networks, and comes back to it.
import { expect, test } from 'vitest'
import { eventually, usdc } from './chain.ts'
import { createAccount, signIn, signOut } from './flows.ts'
import { Person } from './people.ts'

test('a name and one touch make an account that its passkey owns on both networks', async () => {
  const alice = await Person.arrive()
  const { address } = await createAccount(alice, 'alice')
  await alice.seesHeading('alice')
  await alice.sees('Not set up – 1 minute')
  await eventually(() => usdc(address), [100_000_000n, 100_000_000n])

  await signOut(alice)
  await signIn(alice)
  await alice.seesHeading('alice')
  await alice.closeTabAndComeBack('/account')
  await alice.seesHeading('alice')
  expect(alice.complaints).toEqual([])
})

test('a refused prompt changes nothing, says so, and leaves the name free', async () => {
  const bob = await Person.arrive()
  await bob.open()
  await bob.write('Account name', 'bob')
  await bob.sees('This name is free.')
  await bob.refusing(
    () => bob.press('Create account'),
    () => bob.isTold(/passkey/i),
  )
  expect(await bob.authenticator().signers()).toEqual([])
  await bob.closeTabAndComeBack()
  await bob.write('Account name', 'bob')
  await bob.sees('This name is free.')
})
