// Webhooks that are to be sent: written, and put into the queue of jobs, in the transaction of what they are about.
import { sql } from 'drizzle-orm'
import { fromDrizzle } from 'pg-boss'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { WEBHOOKS } from '../queue.ts'
import { randomToken } from '../random.ts'
import { sealField } from '../seal.ts'
import { webhooks } from '../tables/webhooks.ts'

/** One event for one address. */
interface OutgoingWebhook {
  readonly url: string
  readonly event: {
    /** `recovery.started`, … */
    readonly type: string
    /** Anything that is JSON. */
    readonly data: object
  }
  /** Whose contact the address is; left out for the operator's own. */
  readonly account?: string
}

/**
 * Queues a webhook; it is sent once the transaction has succeeded, again and again for a day until it is taken.
 * @returns its id; undefined where this server has no key to sign with
 */
export async function queueWebhook(
  tx: Database,
  context: Pick<Context, 'config' | 'clock' | 'queue'>,
  { url, event: { type, data }, account }: OutgoingWebhook,
): Promise<string | undefined> {
  if (!context.config.webhooks) return undefined
  const id = `msg_${randomToken()}`
  const createdAt = dateOf(context.clock)
  await tx.insert(webhooks).values({
    ...{ id, type, createdAt, state: 'queued' },
    account: account?.toLowerCase() ?? null,
    sealedUrl: sealField(context, urlField(id), url),
    body: JSON.stringify({ id, type, createdAt: createdAt.toISOString(), data }),
  })
  // A process without a queue leaves it to the others.
  await context.queue?.send(WEBHOOKS, { id }, { singletonKey: id, db: fromDrizzle(tx, sql) })
  return id
}

/** Where a webhook's address is sealed. */
export const urlField = (id: string) => ({ table: 'webhooks', id, column: 'sealed_url' })
