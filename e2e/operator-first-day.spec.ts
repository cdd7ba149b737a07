// The operator's first day: from the printed link to a thief who is held up, and to the second operator.
import { expect, inject, onTestFinished, test } from 'vitest'
import { eventually, owned, recoveries } from './chain.ts'
import {
  addWallet,
  beginSetUp,
  confirmSetUp,
  createAccount,
  findByName,
  makeNewPasskey,
  signIn,
} from './flows.ts'
import { onHost } from './host.ts'
import { arriveAsOperator, enrolAt, operatorName, signInAtDashboard } from './operator.ts'
import { Person } from './people.ts'

const reason = 'Paula called: somebody else has her wallet.'

test('an operator lets one customer recover, locks the account, and a second operator unlocks it', async () => {
  const paula = await Person.arrive({ wallet: 'paula' })
  const account = await createAccount(paula, 'paula-first-day')
  await beginSetUp(paula)
  await addWallet(paula)
  await confirmSetUp(paula, account)

  // Whoever has the printed link is the first operator; recovery goes to "on request".
  const olga = await arriveAsOperator()
  onTestFinished(() => letEverybodyRecover(olga))
  await setRecovery(olga, 'On request', 'Switch to on request')

  // Paula's account is none of those that were let yet.
  const early = await Person.arrive({ wallet: 'paula' })
  await findByName(early, 'paula-first-day')
  await refusedToBegin(early, 'No help with recovery')
  await early.context.close()

  await openAccount(olga, 'paula-first-day')
  await olga.sees('Our server does not help')
  await olga.press('On')
  await olga.seesHeading('Recovery of paula-first-day: on')
  await olga.write('Reason', 'Paula lost her phone and called from her own number.')
  await act(olga, 'Change it', () => olga.sees('Our server helps'))

  // Somebody with Paula's wallet begins; the queue says what is odd about it, in words.
  const thief = await Person.arrive({ wallet: 'paula' })
  await findByName(thief, 'paula-first-day')
  const { hash, newSigner } = await makeNewPasskey(thief)
  await thief.wallet.connecting(() => thief.press('Approve with Dev Wallet'))
  await thief.press('Start the waiting time now')
  await thief.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])
  const words = await thief.words('Your new passkey’s six words')

  await olga.follow('Recoveries')
  await olga.seesHeading('Recoveries')
  const row = olga.find('row', /paula-first-day/)
  await row.getByText('Waiting').waitFor({ timeout: 45_000 })
  await row.getByText('Changed lately').waitFor()
  const told = ((await row.textContent()) ?? '').replaceAll(/\s+/g, ' ')
  for (const word of words) expect(told).toContain(word.replace(/^\d+/, ''))
  expect(told).toMatch(/Ready in 2 days 23 hours/)

  // She locks the account, and is told beforehand what that does and what it does not.
  await openAccount(olga, 'paula-first-day')
  await olga.press('Lock account')
  await olga.seesHeading('Lock paula-first-day?')
  await olga.sees('No recovery of this account can be asked for here.')
  await olga.sees('The owner can stop every recovery, as always and at our cost.')
  const dialog = olga.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Lock account' }).click()
  await olga.sees('Say in a few words why. Others rely on it later.')
  await olga.write('Reason', reason)
  await olga.approving(
    () => dialog.getByRole('button', { name: 'Lock account' }).click(),
    () => olga.sees('Unlock early'),
  )
  await olga.sees(reason)
  await olga.sees('Our server does not help')

  // The server helps no further with anything that would take the account; its owner stops the recovery all the same.
  const again = await Person.arrive({ wallet: 'paula' })
  await findByName(again, 'paula-first-day')
  await refusedToBegin(again, 'Recovery locked')
  await paula.open()
  await signIn(paula)
  await paula.sees('Someone is recovering this account')
  await paula.follow('Object')
  await paula.approving(
    () => paula.press('It wasn’t me – stop it'),
    () => paula.seesHeading('It is stopped', 45_000),
  )
  expect(await recoveries(account.address, hash)).toEqual(['dead', 'dead'])
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  expect(await owned(account.address, newSigner)).toEqual([false, false])

  // A second operator: invited by a link that is shown once, confirmed on the host because Olga was alone until now.
  const ada = await Person.arrive({ baseURL: inject('admin') })
  await enrolAt(ada, await invite(olga, 'Ada'))
  await ada.approving(
    () => ada.press('Create passkey'),
    () => ada.seesHeading('Almost there'),
  )
  const adasWords = (await ada.words('Your passkey’s six words')).map((word) => word.replace(/^\d+/, ''))
  await olga.follow('Proposals')
  await olga.sees(adasWords.join(' '))
  expect(await olga.find('button', /^Confirm/).count()).toBe(0)
  await onHost(await commandOn(olga))
  await signInAtDashboard(ada)

  // One proposes to unlock, the other confirms.
  await openAccount(olga, 'paula-first-day')
  await olga.press('Unlock early')
  await olga.write('Reason', 'The wallet is replaced.')
  await act(olga, 'Propose to unlock', () => olga.seesHeading('Proposals'))
  await olga.sees('The wallet is replaced.')
  expect(await olga.find('button', /^Confirm/).count()).toBe(0)
  await ada.follow('Proposals')
  await ada.sees('The wallet is replaced.')
  await ada.approving(
    () => ada.press(/^Confirm/),
    () => ada.sees('Nothing waits for a second operator'),
  )
  await openAccount(ada, 'paula-first-day')
  await ada.sees('Not locked')

  // All of it stands in a log that nobody can change unseen.
  await ada.follow('Audit log')
  await ada.find('row', /Account unlocked.*Ada/).waitFor()
  await ada.find('row', new RegExp(`Account locked.*${operatorName}.*${reason}`)).waitFor()
  const verify = await commandOn(ada)
  const [, line = ''] = /verify (\d+):[0-9a-f]{64}$/.exec(verify) ?? []
  const verdict = await onHost(verify)
  expect(verdict).toMatch(/^\d+ lines, each as it was written and in its order\./)
  expect(verdict).toContain(`Line ${line} is the one that was kept.`)
  expect([paula, thief, early, again, olga, ada].flatMap(({ complaints }) => complaints)).toEqual([])
}, 400_000)

/** Does something that may ask for the passkey again. */
async function act(operator: Person, button: string, until: () => Promise<unknown>): Promise<void> {
  await operator.approving(() => operator.press(button), until)
}

async function setRecovery(operator: Person, mode: string, button: string): Promise<void> {
  await operator.follow('Overview')
  await operator.press(mode)
  await operator.seesHeading(`${button}?`)
  await act(operator, button, () => operator.find('heading', `${button}?`).waitFor({ state: 'detached' }))
  await operator.page.locator('[aria-pressed=true]').filter({ hasText: mode }).waitFor()
}

async function openAccount(operator: Person, name: string): Promise<void> {
  await operator.follow('Accounts')
  await operator.page.getByRole('searchbox', { name: 'Name or address' }).fill(name)
  await operator.follow(name)
  await operator.seesHeading(name)
  await operator.seesHeading('Recovery of this account')
}

async function invite(operator: Person, name: string): Promise<string> {
  await operator.follow('Operators')
  await operator.press('Invite an operator')
  await operator.write('Name', name)
  await operator.choose('radio', /^Administrator/)
  await act(operator, 'Make the link', () => operator.sees(`The link for ${name}`))
  return commandOn(operator)
}

/** What the page shows for copying. */
async function commandOn(operator: Person): Promise<string> {
  return (await operator.page.getByRole('code').first().textContent()) ?? ''
}

/** The new passkey is made, and then the server says why it does not help. */
async function refusedToBegin(person: Person, title: string): Promise<void> {
  await person.approving(
    () => person.press('Make a new passkey here'),
    () => person.isTold(title),
  )
}

/** Other stories need it. */
async function letEverybodyRecover(operator: Person): Promise<void> {
  await operator.page.evaluate(async () => {
    const { version, recovery } = await (await fetch('/api/settings')).json()
    await fetch('/api/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version, recovery: { ...recovery, mode: 'all' } }),
    })
  })
}
