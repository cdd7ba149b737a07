// What several stories begin with.
import type { Address, Hex } from 'viem'
import { expect } from 'vitest'
import { addressOf, eventually, owned } from './chain.ts'
import type { Person } from './people.ts'

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
  const signer = (await person.authenticator().signers()).at(-1)
  if (!signer) expect.fail('no passkey was made')
  const address = await addressOf(name)
  await eventually(() => owned(address, signer), [true, true], 45_000)
  return { name, address, signer }
}

export async function signOut(person: Person): Promise<void> {
  await person.press('Wallet settings')
  await person.find('menuitem', 'Sign out').click()
  await person.seesHeading('Open or create your account')
}

export async function signIn(person: Person): Promise<void> {
  await person.approving(
    () => person.press('Sign in with passkey'),
    () => person.page.waitForURL('**/account'),
  )
}
