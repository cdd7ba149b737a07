// What several stories begin with.
import type { Address, Hex } from 'viem'
import { expect } from 'vitest'
import type { Role } from './authenticator.ts'
import { addressOf, chains, eventually, owned, states } from './chain.ts'
import { Person } from './people.ts'

/** An account of a story, and the passkey that owns it. */
export interface Owned {
  readonly name: string
  readonly address: Address
  readonly signer: Hex
}

/** Chooses a name and touches once; ends when the chains say that the account is there. */
export async function createAccount(person: Person, name: string): Promise<Owned> {
  await person.open()
  await person.write('Account name', name)
  await person.sees('This name is free.')
  await person.approving(
    () => person.press('Create account'),
    () => person.page.waitForURL('**/account'),
  )
  const signer = await newestSigner(person)
  const address = await addressOf(name)
  await eventually(() => owned(address, signer), [true, true], 45_000)
  return { name, address, signer }
}

export async function signOut(person: Person): Promise<void> {
  await person.press('Account menu')
  await person.find('menuitem', 'Sign out').click()
  await person.seesHeading('Open or create your account')
}

/** Signs in by the button, or, if the passkey is quicker, by the suggestion that the page makes for its field. */
export async function signIn(person: Person): Promise<void> {
  const isIn = () => person.page.waitForURL('**/account')
  await person.approving(() => Promise.race([person.press('Sign in with passkey'), isIn()]), isIn)
}

/** The account page's "Set up", up to the choice of guardians. */
export async function beginSetUp(person: Person): Promise<void> {
  await person.follow('Set up')
  await person.seesHeading('Who can help you back in?')
}

/** Links the person's wallet: it shows an address, and signs that it is its own. */
export async function addWallet(person: Person): Promise<void> {
  await person.press(/^Wallet /)
  await person.wallet.approving(() => person.press('Dev Wallet'))
  await person.wallet.approving(() => person.press('Sign in the wallet'))
  await person.find('button', 'Remove Dev Wallet').waitFor()
}

/** Makes a passphrase guardian of six words, which are written down. */
export async function addPassphrase(person: Person): Promise<string> {
  await person.press(/^Passphrase /)
  await person.seesHeading('Write down these six words')
  const items = await person.find('list', 'Your six words').getByRole('listitem').allTextContents()
  const words = items.map((item) => item.replace(/^\d+/, ''))
  await person.press('I have written them down')
  for (const field of await person.find('textbox', /^Word \d$/).all()) {
    const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '')
    await field.fill(words[Number(label.slice(-1)) - 1] ?? '')
  }
  await person.press('Use these words')
  await person.find('button', 'Remove Passphrase').waitFor({ timeout: 60_000 })
  return words.join(' ')
}

/** Invites a friend, who accepts on another device; both compare six words. */
export async function inviteFriend(person: Person, friend: Person, label: string): Promise<void> {
  await person.press(/^Another passkey /)
  await person.write('Who is it?', label)
  await person.approving(
    () => person.press('Make an invitation'),
    () => person.seesHeading(`Invite ${label}`),
  )
  const link = await person.page.getByText(/\/invite\/0x[0-9a-f]{64}$/).textContent()
  await friend.open(new URL(link ?? '').pathname)
  await friend.sees('The networks confirm it.')
  await friend.approving(
    () => friend.press('Accept with a new passkey'),
    () => friend.sees(/^Thank you$/),
  )
  const words = await friend.words('Your passkey’s six words')
  expect(words).toHaveLength(6)
  await person.sees(`${label} has answered. Close this to go on.`)
  await person.press('Close')
  expect(await person.words(`The six words of ${label}’s passkey`)).toEqual(words)
  await person.press(`They are the same – add ${label}`)
}

/** A friend opens the link, compares, and approves with the guardian's passkey. @returns the six words on the friend's screen */
export async function approveAsFriend(friend: Person, hash: Hex): Promise<string[]> {
  await friend.open(`/request/${hash}`)
  await friend.seesHeading(/asks for your help$/)
  const words = await friend.words('Approve only if all six are the same')
  await friend.choose('checkbox', 'We talked, and the six words are the same')
  await friend.approving(
    () => friend.press('Approve with a passkey'),
    () => friend.sees('You have approved'),
  )
  return words
}

/** From the chosen guardians to "In use": the way, the preview, one touch, both networks. */
export async function confirmSetUp(person: Person, account: Owned, way = 'Balanced'): Promise<void> {
  await person.press('Continue')
  await person.seesHeading('How should it work?')
  await person.choose('radio', new RegExp(`^${way}`))
  await confirmWay(person, account)
}

/** From the chosen way to "In use". */
export async function confirmWay(person: Person, account: Owned): Promise<void> {
  await person.press('Continue')
  await confirmChecked(person, account)
}

/** From the preview to "In use": one touch, both networks. */
export async function confirmChecked(person: Person, account: Owned): Promise<void> {
  await person.seesHeading('Check before you confirm')
  for (const { name } of chains.map(({ chain }) => chain))
    await person
      .network(name)
      .getByText(/^≈ 0\.\d+ ETH$/)
      .waitFor()
  const before = await states(account.address)
  await person.approving(
    () => person.press('Confirm with passkey'),
    () => person.seesHeading('You can get this account back', 60_000),
  )
  await eventually(
    async () => (await states(account.address)).map(({ epoch }) => epoch),
    before.map(({ epoch }) => epoch + 1),
  )
  for (const promise of await person.find('checkbox', /./).all()) await promise.check()
  await person.press('Done')
  await person.sees('In use')
}

/** Somebody has an account with these guardians, and is then gone with device and passkey. */
export async function loseProtected<T>(
  name: string,
  addGuardians: (owner: Person) => Promise<T>,
  way?: string,
): Promise<{ account: Owned; added: T }> {
  const owner = await Person.arrive()
  const account = await createAccount(owner, name)
  await beginSetUp(owner)
  const added = await addGuardians(owner)
  await confirmSetUp(owner, account, way)
  expect(owner.complaints).toEqual([])
  await owner.context.close()
  return { account, added }
}

/** Signed out and without a passkey: from "Lost passkey?" to the guardians of an account. */
export async function findByName(person: Person, name: string, reason = 'I lost the device'): Promise<void> {
  await person.open()
  await person.follow('Lost passkey?')
  await person.choose('radio', new RegExp(`^${reason}`))
  await person.press('Not there – find my account')
  await person.write('Account name or address', name)
  await person.press('Find it')
  await person.seesHeading(name)
}

/** What somebody began: the request, and the passkey that it brings in. */
export interface Begun {
  readonly hash: Hex
  readonly newSigner: Hex
}

/** Makes the new passkey; ends where guardians are asked. */
export async function makeNewPasskey(
  person: Person,
  { button = 'Make a new passkey here', role }: { button?: string; role?: Role } = {},
): Promise<Begun> {
  await person.approving(
    () => person.press(button),
    () => person.page.waitForURL('**/request/0x*'),
    role,
  )
  const hash = new URL(person.page.url()).pathname.slice('/request/'.length) as Hex
  return { hash, newSigner: await newestSigner(person, role) }
}

/** Accepts with the new passkey; ends where every network says that it has taken over. */
export async function accept(person: Person, role?: Role): Promise<void> {
  await person.seesHeading('Ready: accept your account', 45_000)
  await person.approving(
    () => person.press('Accept'),
    () => person.seesHeading('Welcome back', 60_000),
    role,
  )
}

/** Both networks know the new passkey alone. */
export async function expectTakenOver(account: Owned, newSigner: Hex): Promise<void> {
  expect(await owned(account.address, newSigner)).toEqual([true, true])
  expect(await owned(account.address, account.signer)).toEqual([false, false])
}

/** The passkey that somebody made last. */
async function newestSigner(person: Person, role?: Role): Promise<Hex> {
  const signer = (await person.authenticator(role).signers()).at(-1)
  if (!signer) expect.fail('no passkey was made')
  return signer
}
