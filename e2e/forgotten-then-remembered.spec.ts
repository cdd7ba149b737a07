// Six words on paper bring the account back at once. They never leave the page.
import { argon2Sync } from 'node:crypto'
import { getPolicy, passphraseParameters, passphraseSalt } from 'sparekey'
import { hexToBytes } from 'viem'
import { expect, test } from 'vitest'
import { chains, recoveries } from './chain.ts'
import {
  accept,
  addPassphrase,
  beginSetUp,
  confirmSetUp,
  createAccount,
  expectTakenOver,
  findByName,
  makeNewPasskey,
} from './flows.ts'
import { Leaks } from './leaks.ts'
import { Person } from './people.ts'

test('a passphrase gives the account back without a wait; a wrong one first changes nothing', async () => {
  const bob = await Person.arrive()
  const account = await createAccount(bob, 'bob-paper')
  await beginSetUp(bob)
  const passphrase = await addPassphrase(bob)
  await confirmSetUp(bob, account, 'Simple')
  await bob.context.close()

  const again = await Person.arrive()
  const leaks = new Leaks(again)
  await findByName(again, 'bob-paper', 'I deleted the passkey')
  await again.sees('Alone: opens at once.')
  const { hash, newSigner } = await makeNewPasskey(again)

  await again.write('Passphrase', 'correct horse battery staple wrong words')
  await again.press('Approve with the passphrase')
  await again.sees(/This passphrase is none of the account’s guardians\./, 60_000)
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])

  // A phone's keyboard begins with a capital and ends with a space: it is what was meant.
  await again.write('Passphrase', `${passphrase.replace(/^./, (first) => first.toUpperCase())} `)
  await again.press('Approve with the passphrase')
  await again.find('heading', 'One guardian has approved').waitFor({ timeout: 60_000 })
  await again.press('Go on')
  await accept(again)
  await expectTakenOver(account, newSigner)

  const [chain] = chains
  if (!chain) expect.fail('no chain')
  const { policy } = await getPolicy(chain, { account: account.address })
  const key = argon2Sync('argon2id', {
    message: passphrase,
    nonce: hexToBytes(passphraseSalt(account.address, policy.salt)),
    parallelism: passphraseParameters.lanes,
    tagLength: passphraseParameters.length,
    memory: passphraseParameters.memory,
    passes: passphraseParameters.passes,
  })
  expect(await leaks.of(Buffer.from(passphrase), key)).toEqual([])
  expect(again.complaints).toEqual([])
})
