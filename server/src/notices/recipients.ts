// Whom a notice goes to: contacts of the account and mailboxes of its guardians.
import type { ContactJson } from 'sparekey/schema'
import { contactsOf, guardianMailboxes } from '../contacts.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'

/** Where a notice goes. */
export interface Recipients {
  readonly mailboxes: readonly string[]
  readonly webhooks: readonly string[]
  /** Whether all of them are mailboxes that guard the account: who reads one of those may be the one who recovers. */
  readonly areGuardiansOnly: boolean
}

/**
 * Where an account's notices go.
 * @param isSecurity whether all are told: contacts that want no notices, and guardians' mailboxes beside the contacts
 */
export async function recipientsOf(
  tx: Database,
  { config }: Pick<Context, 'config'>,
  { account, isSecurity }: { account: string; isSecurity: boolean },
): Promise<Recipients> {
  const all = await contactsOf({ config, db: tx }, account)
  const guardians = await guardianMailboxes({ config, db: tx }, account)
  const contacts = all.filter(({ isMuted }) => isSecurity || !isMuted)
  const told = addressesOf(contacts, 'email')
  // Guardians may be other people: what is no matter of security is theirs only where nobody else could be told.
  const guards = isSecurity || all.length === 0 ? guardians : []
  const webhooks = config.webhooks ? addressesOf(contacts, 'webhook') : []
  const mailboxes = config.email ? [...new Set([...told, ...guards])] : []
  return {
    ...{ mailboxes, webhooks },
    areGuardiansOnly: webhooks.length === 0 && mailboxes.every((mailbox) => guardians.includes(mailbox)),
  }
}

const addressesOf = (contacts: readonly ContactJson[], kind: ContactJson['kind']): string[] =>
  contacts.flatMap((contact) => (contact.kind === kind ? contact.address : []))
