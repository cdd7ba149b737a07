// Somebody else has the guardian's wallet. The owner sees it and stops it with one touch, although the account holds no ETH.
import { expect, test } from 'vitest'
import { balances, eventually, owned, recoveries, startPastServer, states, takeEther } from './chain.ts'
import { addWallet, beginSetUp, confirmSetUp, createAccount, findByName, makeNewPasskey } from './flows.ts'
import { Person } from './people.ts'

test('a thief with a guardian’s wallet is stopped on both networks with one touch and no gas', async () => {
  const carol = await Person.arrive({ wallet: 'carol' })
  const account = await createAccount(carol, 'carol-robbed')
  await beginSetUp(carol)
  await addWallet(carol)
  await confirmSetUp(carol, account)
  await takeEther(account.address)
  expect(await balances(account.address)).toEqual([0n, 0n])

  const thief = await Person.arrive({ wallet: 'carol' })
  await findByName(thief, 'carol-robbed')
  const { hash, newSigner } = await makeNewPasskey(thief)
  await thief.wallet.connecting(() => thief.press('Approve with Dev Wallet'))
  await thief.press('Start the waiting time now')
  await thief.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])

  // The same six words on both screens: whoever began this holds that passkey.
  await carol.sees('Someone is recovering this account')
  const words = await carol.words('The new passkey’s six words')
  await carol.follow('Object')
  await carol.seesHeading('Somebody is recovering your account')
  expect(await carol.words('The new passkey’s six words')).toEqual(words)
  expect(await thief.words('Your new passkey’s six words')).toEqual(words)

  const before = await states(account.address)
  await carol.approving(
    () => carol.press('It wasn’t me – stop it'),
    () => carol.seesHeading('It is stopped', 45_000),
  )
  expect(await recoveries(account.address, hash)).toEqual(['dead', 'dead'])
  expect((await states(account.address)).map(({ epoch }) => epoch)).toEqual(
    before.map(({ epoch }) => epoch + 1),
  )
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  expect(await owned(account.address, newSigner)).toEqual([false, false])
  expect(await balances(account.address)).toEqual([0n, 0n])
  await thief.seesHeading('This recovery was stopped')

  await carol.follow('To my account')
  await carol.seesHeading('carol-robbed')
  await carol.sees('In use')
  await carol.find('heading', 'Someone is recovering this account').waitFor({ state: 'detached' })
  expect([...carol.complaints, ...thief.complaints]).toEqual([])
})

test('a recovery that our server cannot know is seen and stopped as well', async () => {
  const nora = await Person.arrive({ wallet: 'nora' })
  const account = await createAccount(nora, 'nora-robbed')
  await beginSetUp(nora)
  await addWallet(nora)
  await confirmSetUp(nora, account)
  const hash = await startPastServer(account.address, 'nora')
  expect(await recoveries(account.address, hash)).toEqual(['waiting', 'none'])

  await nora.sees('Someone is recovering this account')
  const before = await states(account.address)
  await nora.follow('Object')
  await nora.sees(/begun past our server, so your account pays the network fee/)
  await nora.approving(
    () => nora.press('It wasn’t me – stop it'),
    () => nora.seesHeading('It is stopped', 45_000),
  )
  expect((await states(account.address)).map(({ epoch }) => epoch)).toEqual(
    before.map(({ epoch }) => epoch + 1),
  )
  // It was never started on the second network, where the same approval counts no more either.
  expect(await recoveries(account.address, hash)).toEqual(['dead', 'none'])
  expect(nora.complaints).toEqual([])
})
