// Somebody else reads the mailbox that guards an account. The owner is told where the thief does not read, the operator locks
// the account, the owner stops the recovery with one touch and no gas, and later gets back in with another guardian.
import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import { balances, dev, eventually, owned, recoveries, states, takeEther, waits } from './chain.ts'
import { accept, addWallet, expectTakenOver, findByName, makeNewPasskey } from './flows.ts'
import { codeIn, newMail, pathsIn } from './inbox.ts'
import { askForCode, inMail, ownerWithMailbox, paste } from './mailbox.ts'
import { arriveAsOperator, lockAccount } from './operator.ts'
import { Person } from './people.ts'

const told = { timeout: 60_000 }
const day = 86_400

test('a thief in the mailbox is seen, held up by the operator, and stopped by the owner with one touch and no gas', async () => {
  const name = 'grace-robbed'
  const { owner: grace, account, mailbox, second } = await ownerWithMailbox(name, addWallet)
  await takeEther(account.address)

  // The thief has the mailbox, and therefore one approval: it waits.
  const thief = await Person.arrive()
  await findByName(thief, name, 'I deleted the passkey')
  const { hash, newSigner } = await makeNewPasskey(thief)
  await paste(thief, codeIn(await askForCode(thief, mailbox)))
  await thief.seesHeading('One guardian has approved')
  await thief.press('Start the waiting time now')
  await thief.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  expect(await owned(account.address, newSigner)).toEqual([false, false])
  const words = await thief.words('Your new passkey’s six words')

  // Grace reads it at her other address: whose passkey it is, how long it takes, and a way to stop it.
  const notice = await newMail(second, /^Somebody is recovering g•••d at /, told)
  expect(notice.text).toContain(inMail(words))
  expect(notice.text).toMatch(/can be finished in (3 days|2 days 23 hours)/)
  expect(pathsIn(notice)).toContain(`/object/${hash}`)

  // She calls the operator, who locks the account: from now on our server helps nobody with it.
  const olga = await arriveAsOperator()
  await lockAccount(olga, name, { reason: 'Grace called: her mailbox was taken over.', length: '3 days' })
  const again = await Person.arrive()
  await findByName(again, name, 'I deleted the passkey')
  await again.approving(
    () => again.press('Make a new passkey here'),
    () => again.isTold('Recovery locked'),
  )
  await again.context.close()
  expect(await codeAsked(thief, { requestHash: hash, address: mailbox })).toEqual([403, 'account_locked'])
  const [left = 0] = await waits(account.address, hash)
  expect(left).toBeGreaterThan(2 * day)

  // The link in the mail, one touch, not a coin: it is stopped on both networks.
  expect(await balances(account.address)).toEqual([0n, 0n])
  const before = await states(account.address)
  await grace.open(pathsIn(notice).find((path) => path.startsWith('/object/')) ?? '')
  await grace.seesHeading('Somebody is recovering your account')
  expect(await grace.words('The new passkey’s six words')).toEqual(words)
  await grace.approving(
    () => grace.press('It wasn’t me – stop it'),
    () => grace.seesHeading('It is stopped', 45_000),
  )
  expect(await recoveries(account.address, hash)).toEqual(['dead', 'dead'])
  expect((await states(account.address)).map(({ epoch }) => epoch)).toEqual(
    before.map(({ epoch }) => epoch + 1),
  )
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  expect(await owned(account.address, newSigner)).toEqual([false, false])
  expect(await balances(account.address)).toEqual([0n, 0n])
  await newMail(second, /^The recovery of g•••d at .* was stopped$/, told)
  await thief.seesHeading('This recovery was stopped')
  await grace.context.close()

  // The lock is over by itself. Now her phone is gone too, and her wallet brings the account back.
  await dev('skip', { seconds: 3 * day })
  const phone = await Person.arrive({ wallet: name })
  await findByName(phone, name)
  const own = await makeNewPasskey(phone)
  await phone.wallet.connecting(() => phone.press('Approve with Dev Wallet'))
  await phone.seesHeading('One guardian has approved')
  await phone.press('Start the waiting time now')
  await phone.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, own.hash), ['waiting', 'waiting'])
  const [wait = 0] = await waits(account.address, own.hash)
  await dev('skip', { seconds: wait + 60 })
  await accept(phone)
  await expectTakenOver(account, own.newSigner)
  expect(await owned(account.address, newSigner)).toEqual([false, false])
  expect([...grace.complaints, ...thief.complaints, ...phone.complaints, ...olga.complaints]).toEqual([])
})

/** What the server says to whoever asks for a code past the page. */
function codeAsked(person: Person, asked: { requestHash: Hex; address: string }): Promise<[number, string]> {
  // The base point of P-256: a key that is one.
  const publicKey = '0x036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'
  return person.page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch('/api/email/codes', init)
      return [response.status, ((await response.json()) as { code: string }).code] as [number, string]
    },
    { ...asked, publicKey },
  )
}
