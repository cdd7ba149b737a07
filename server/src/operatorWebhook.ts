// The operator's own webhook: where events of the whole server go, if the operator wants them.
import { eq } from 'drizzle-orm'
import type { OperatorEvent } from 'sparekey/admin-schema'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import { openField, sealField } from './seal.ts'
import { ONLY } from './settings.ts'
import { operatorWebhooks } from './tables/settings.ts'
import { queueWebhook } from './webhooks/queueWebhook.ts'

const field = { table: 'operator_webhooks', id: String(ONLY), column: 'sealed_url' }

/** Where events go, and which. */
export interface OperatorWebhook {
  readonly url: string
  readonly events: OperatorEvent[]
  readonly changedAt: Date
}

/** The webhook, if there is one. */
export async function operatorWebhookOf(
  db: Database,
  context: Pick<Context, 'config'>,
): Promise<OperatorWebhook | undefined> {
  const [row] = await db.select().from(operatorWebhooks).where(eq(operatorWebhooks.id, ONLY))
  return (
    row && { url: openField(context, field, row.sealedUrl), events: row.events, changedAt: row.changedAt }
  )
}

/** Sets it, or removes it. */
export async function setOperatorWebhook(
  tx: Database,
  context: Pick<Context, 'config'>,
  webhook: OperatorWebhook | undefined,
): Promise<void> {
  await tx.delete(operatorWebhooks)
  if (!webhook) return
  const { url, events, changedAt } = webhook
  await tx.insert(operatorWebhooks).values({
    ...{ id: ONLY, sealedUrl: sealField(context, field, url), events, changedAt },
  })
}

/** Tells the operator's webhook, if it wants to know of such an event; in the transaction of what it tells of. */
export async function tellOperator(
  tx: Database,
  context: Pick<Context, 'config' | 'clock' | 'queue'>,
  type: OperatorEvent,
  data: object,
): Promise<void> {
  const webhook = await operatorWebhookOf(tx, context)
  if (webhook?.events.includes(type))
    await queueWebhook(tx, context, { url: webhook.url, event: { type, data } })
}
