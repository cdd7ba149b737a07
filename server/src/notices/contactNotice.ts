// Tells of a contact that came or went: everybody who is told of the account, also whoever is no longer.
import type { Address } from 'viem'
import { accountOf } from '../accounts.ts'
import type { ContactRow } from '../contacts.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { maskedName, moment } from '../mail/messages.ts'
import { recipientsOf } from './recipients.ts'
import { send } from './tell.ts'
import { never, type Words } from './words.ts'

/** What became of which kind of contact. */
export interface ContactNews {
  readonly kind: ContactRow['kind']
  readonly change: 'added' | 'removed'
}

/** Seconds for which it is tried: nothing later says it again. */
const LIFE = 7 * 86_400

/** Queues it. No limit holds it back: a thief could use that up, and then change what he likes unseen. */
export async function tellOfContact(
  tx: Database,
  context: Pick<Context, 'config' | 'clock' | 'queue'>,
  { account, ...change }: ContactNews & { account: string },
): Promise<void> {
  const { name, address } = await accountOf(tx, account)
  const now = Math.floor(context.clock.now() / 1000)
  await send(tx, context, {
    ...{ account: address as Address, kind: 'contact', isSecurity: true, life: LIFE },
    words: contactWords(context.config, { name, now, ...change }),
    to: await recipientsOf(tx, context, { account, isSecurity: true }),
    data: change,
  })
}

/** Which one, the account's page says: whoever has got into an account must not be able to write to its owner. */
export function contactWords(
  { origin }: { origin: string },
  { name, now, kind, change }: ContactNews & { name: string; now: number },
): Words {
  const what = kind === 'email' ? 'An e-mail address' : 'A webhook'
  return {
    title: `Who is told of ${maskedName(name)} at ${new URL(origin).host} has changed`,
    paragraphs: [
      `${what} was ${change}. If that was you, there is nothing to do.`,
      'If not, somebody uses your account: sign in, look at your passkeys and contacts, and remove what is not yours.',
    ],
    facts: [
      ['Account', maskedName(name)],
      ['When', moment(now)],
    ],
    action: { label: 'Look at your contacts', url: `${origin}/account/contacts` },
    footer: [never],
  }
}
