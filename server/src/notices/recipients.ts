// Whom a notice goes to: contacts of the account and mailboxes of its guardians.
import { contactsOf, guardianMailboxes, mailboxesToTell } from '../contacts.ts'
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
 * @param isSecurity whether those are told too that do not want notices
 */
export async function recipientsOf(
  tx: Database,
  context: Pick<Context, 'config'>,
  { account, isSecurity }: { account: string; isSecurity: boolean },
): Promise<Recipients> {
  const { config } = context
  const parts = { config, db: tx }
  const contacts = await contactsOf(parts, account)
  const guardians = new Set(await guardianMailboxes(parts, account))
  const mailboxes = config.email ? await mailboxesToTell(parts, account, { isSecurity }) : []
  const webhooks = contacts.filter(({ kind, isMuted }) => kind === 'webhook' && (isSecurity || !isMuted))
  return {
    mailboxes,
    webhooks: config.webhooks ? webhooks.map(({ address }) => address) : [],
    areGuardiansOnly: webhooks.length === 0 && mailboxes.every((mailbox) => guardians.has(mailbox)),
  }
}
