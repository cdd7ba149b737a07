// Whom an owner wants told, beside the guardians' own mailboxes.
import { queryOptions } from '@tanstack/react-query'
import type { ContactJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { maskMailbox } from '../setup/maskMailbox.ts'

/** The contacts of the account that is signed in. */
export const contactsQuery = queryOptions({ queryKey: ['contacts'], queryFn: api.contacts })

interface KnownGuardian {
  readonly kind: string
  readonly label: string
}

/**
 * Contacts that somebody who takes over an e-mail guardian's mailbox does not have with it. Of that mailbox only its masked
 * address is known here; one that looks like it is taken for it, so that nobody is told less than they believe.
 */
function otherContacts(
  contacts: readonly ContactJson[],
  guardians: readonly KnownGuardian[],
): readonly ContactJson[] {
  const own = guardians.flatMap(({ kind, label }) => (kind === 'email' ? [label] : []))
  return contacts.filter(({ kind, address }) => kind === 'webhook' || !own.includes(maskMailbox(address)))
}

/** Whether a recovery would be announced to nobody, or to nobody but a mailbox that may have begun it. */
export type ToldState = 'nobody' | 'guardian-only' | 'others'

/** Who would learn that a recovery starts. */
export function toldState(contacts: readonly ContactJson[], guardians: readonly KnownGuardian[]): ToldState {
  if (otherContacts(contacts, guardians).length > 0) return 'others'
  return guardians.some(({ kind }) => kind === 'email') ? 'guardian-only' : 'nobody'
}

/** What is wrong with an address that messages are to be sent to; undefined if nothing is. */
export function webhookProblem(typed: string): string | undefined {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined
  if (typed.trim() === '') return 'Type the address that we call.'
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return 'It begins with https://, like https://example.org/recoveries.'
  if (url.username !== '' || url.password !== '') return 'There must be no name and no password in it.'
  return typed.trim().length > 500 ? 'It is too long: 500 letters are the most.' : undefined
}
