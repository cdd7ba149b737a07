// Somebody has deleted the passkey. A code by e-mail, pasted in the browser that asked for it, makes a new one, after a waiting
// time in which everybody on file is told. Whoever is still signed in adds one beside the others the same way.
import { expect, inject, test } from 'vitest'
import { dev, eventually, owned, recoveries, waits } from './chain.ts'
import { accept, expectTakenOver, makeNewPasskey, signOut } from './flows.ts'
import { codeIn, newMail, pathsIn } from './inbox.ts'
import { askForCode, inMail, newMailAfter, ownerWithMailbox, paste } from './mailbox.ts'
import { Person } from './people.ts'

const hour = 3600
const told = { timeout: 60_000 }

test('a deleted passkey is replaced by a code from the mailbox; the owner is told at both addresses until it is done', async () => {
  const { owner: dora, account, mailbox, second } = await ownerWithMailbox('dora-deleted')

  // It is gone, and the sign-in says where to go.
  await signOut(dora)
  await dora.authenticator().wipe()
  await dora.approving(
    () => dora.press('Sign in with passkey'),
    () => dora.isTold('The passkey prompt was closed without an answer.'),
  )
  const said = await dora.isTold('Lost passkey?')
  await said.getByRole('link', { name: 'Lost passkey?' }).click()
  await dora.choose('radio', /^I deleted the passkey/)
  await dora.unfold('Apple Passwords, iCloud Keychain')
  await dora.find('link', 'Apple: reset the password of your account').waitFor()
  await dora.unfold('1Password')
  await dora.find('link', '1Password: forgotten account password').waitFor()
  await dora.press('Not there – find my account')

  // Found by the mailbox, which alone is told what belongs to it.
  await dora.write('E-mail address', ` ${mailbox.replace('d', 'D')} `)
  const reader = await Person.arrive({ baseURL: inject('inboxPage'), roles: [] })
  await reader.open(`/?to=${mailbox}`)
  const list = await newMailAfter(mailbox, /^Your accounts at /, () => dora.press('Mail me my accounts'))
  await dora.sees(/a mail is on its way/)
  const [link = ''] = pathsIn(list)
  expect(link).toBe(`/recover?account=${account.address.toLowerCase()}`)
  // It turns up in the inbox by itself, and its link opens a tab.
  await reader.press(/^Your accounts at /)
  const tab = reader.context.waitForEvent('page')
  await reader.page.frameLocator('iframe').getByRole('link', { name: 'Recover dora-deleted' }).click()
  expect((await tab).url()).toBe(inject('url') + link)
  await dora.open(link)
  await dora.seesHeading('dora-deleted')
  await dora.sees('Alone: opens after 72 hours.')
  const { hash, newSigner } = await makeNewPasskey(dora)

  // The code, with the line breaks of the mail and some more: it submits itself.
  const words = await dora.words('Your new passkey’s six words, for comparing by phone')
  const mail = await askForCode(dora, mailbox, { typed: mailbox.toUpperCase() })
  for (const part of [inMail(words), 'd•••d', 'only in the browser where you started', `/object/${hash}`])
    expect(mail.text).toContain(part)
  expect(mail.html).not.toContain('dora-deleted')
  expect(mail.from).toBe('recovery@sparekey.example')
  await dora.sees(mail.from)
  await paste(dora, `\n  ${codeIn(mail).replaceAll('\n', ' \r\n ')}\n\n`)
  await dora.seesHeading('One guardian has approved')
  expect(await recoveries(account.address, hash)).toEqual(['none', 'none'])
  await dora.press('Start the waiting time now')
  await dora.seesHeading('Your account is on its way back')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])

  // Told at the guardian's own mailbox and at the other one: at once, half-way, on the last day.
  for (const address of [mailbox, second]) {
    const { text } = await newMail(address, /^Somebody is recovering d•••d at /, told)
    expect(text).toContain(inMail(words))
    expect(text).toContain(`/object/${hash}`)
  }
  await dev('skip', { seconds: 37 * hour })
  for (const address of [mailbox, second]) await newMail(address, /^Half of the waiting time is over/, told)
  await dev('skip', { seconds: 12 * hour })
  for (const address of [mailbox, second]) await newMail(address, /^One day left: recovery of d•••d/, told)
  const [left = 0] = await waits(account.address, hash)
  expect(left).toBeGreaterThan(22 * hour)
  expect(await owned(account.address, newSigner)).toEqual([false, false])

  await dev('skip', { seconds: left + 60 })
  await accept(dora)
  await expectTakenOver(account, newSigner)
  for (const address of [mailbox, second]) await newMail(address, /^d•••d at .* was recovered$/, told)
  await dora.approving(
    () => dora.press('Sign in with the new passkey'),
    () => dora.seesHeading('dora-deleted'),
  )
  expect(dora.complaints).toEqual([])
})

test('whoever is signed in and can use no passkey adds one by a code; the others stay', async () => {
  const { owner: erin, account, mailbox } = await ownerWithMailbox('erin-adds')

  // Three dots right of the address, Wallet settings, Passkeys: those that there are, and a new one.
  await erin.press('Account menu')
  await erin.find('menuitem', 'Wallet settings').click()
  await erin.press(/^Passkeys/)
  await erin.sees('Signed in with it')
  await erin.press('Set up a new passkey')
  await erin.choose('radio', /^No, none of them works here/)
  await erin.press('Continue')
  await erin.seesHeading('First, the easy way: your passkey may still be there')
  const { hash, newSigner } = await makeNewPasskey(erin, { button: 'Get a code by e-mail' })
  await erin.sees(/The new passkey “erin-adds_[a-z0-9]{4}” is ready/)
  await paste(erin, codeIn(await askForCode(erin, mailbox)))
  await erin.seesHeading('One guardian has approved')
  await erin.press('Start the waiting time now')
  await erin.seesHeading('Your new passkey is on its way')
  await eventually(() => recoveries(account.address, hash), ['waiting', 'waiting'])

  const [left = 0] = await waits(account.address, hash)
  await dev('skip', { seconds: left + 60 })
  await erin.seesHeading('Ready: let the new passkey in', 45_000)
  await erin.approving(
    () => erin.press('Accept'),
    () => erin.seesHeading('Your new passkey is in', 60_000),
  )
  expect(await owned(account.address, newSigner)).toEqual([true, true])
  expect(await owned(account.address, account.signer)).toEqual([true, true])
  await erin.approving(
    () => erin.press('Sign in with the new passkey'),
    () => erin.seesHeading('Passkeys'),
  )
  await erin.open('/account/passkeys')
  await erin.sees(/^erin-adds_[a-z0-9]{4}$/)
  await erin.sees(/^erin-adds$/)
  expect(erin.complaints).toEqual([])
})
