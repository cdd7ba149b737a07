// What people do with their mailboxes: link one, name a second one that is told, and paste codes.
import { expect } from 'vitest'
import { beginSetUp, confirmChecked, createAccount, type Owned } from './flows.ts'
import { codeIn, type Mail, mailsTo, newMail } from './inbox.ts'
import { Person } from './people.ts'

/** Of the code for a recovery. */
export const codeSubject = /^Your code to recover /
/** Of the code that links a mailbox. */
const linkSubject = /^Your code to confirm this mailbox /

/** The six words of a fingerprint as a mail has them. */
export const inMail = (words: readonly string[]): string =>
  words.map((word) => word.replace(/^\d+/, '')).join(' ')

/** Pastes from the clipboard, as from a mail program. */
export async function paste(person: Person, text: string): Promise<void> {
  const origin = new URL(person.page.url()).origin
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  await person.page.bringToFront()
  await person.page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  const field = person.find('textbox', 'Code from the mail')
  await field.click()
  await field.press('ControlOrMeta+a')
  await field.press('ControlOrMeta+v')
}

/** Has a code sent to an address; the mail. */
export async function askForCode(
  person: Person,
  mailbox: string,
  { typed = mailbox, subject = codeSubject }: { typed?: string; subject?: RegExp } = {},
): Promise<Mail> {
  await person.write('E-mail address', typed)
  return newMailAfter(mailbox, subject, () => person.press('Send a code'))
}

/** Does something that has a mail sent; the mail. */
export async function newMailAfter(
  mailbox: string,
  subject: RegExp,
  action: () => Promise<unknown>,
): Promise<Mail> {
  const [last] = await mailsTo(mailbox)
  await action()
  return newMail(mailbox, subject, { after: last?.id })
}

/** The sheet "Link your e-mail address", up to the guardian in the list. */
async function addEmail(person: Person, mailbox: string): Promise<void> {
  await person.press(/^E-mail /)
  await person.seesHeading('Link your e-mail address')
  await paste(person, codeIn(await askForCode(person, mailbox, { subject: linkSubject })))
  await person.find('button', /^Remove .•••@/).waitFor()
}

/** From the chosen guardians to "In use", with a second address that is told. */
async function confirmWithContact(person: Person, account: Owned, contact: string): Promise<void> {
  await person.press('Continue')
  await person.seesHeading('How should it work?')
  await person.choose('radio', /^Balanced/)
  await person.press('Continue')
  await person.seesHeading('Check before you confirm')
  await person.sees('Whoever takes over this mailbox would be the only one told')
  expect(await person.find('button', 'Confirm with passkey').isDisabled()).toBe(true)
  await person.press('Add somebody')
  await person.seesHeading('Who else is told?')
  await paste(person, codeIn(await askForCode(person, contact, { subject: linkSubject })))
  await person.find('heading', 'Who else is told?').waitFor({ state: 'detached' })
  await person.sees(contact)
  await confirmChecked(person, account)
}

/** Somebody whose e-mail guardian is `<name>@mail.example`, and who is told at `<name>@second.example` too. */
export async function ownerWithMailbox(
  name: string,
  addGuardians: (owner: Person) => Promise<unknown> = async () => {},
): Promise<{ owner: Person; account: Owned; mailbox: string; second: string }> {
  const [mailbox, second] = [`${name}@mail.example`, `${name}@second.example`]
  const owner = await Person.arrive({ wallet: name })
  const account = await createAccount(owner, name)
  await beginSetUp(owner)
  await addGuardians(owner)
  await addEmail(owner, mailbox)
  await confirmWithContact(owner, account, second)
  return { owner, account, mailbox, second }
}
