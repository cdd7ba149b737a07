import { lte } from 'drizzle-orm'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { webhooks } from '../tables/webhooks.ts'

/** Seconds for which operators can see what became of a webhook. */
const KEPT = 30 * 86_400

/** Deletes webhooks that have long been over. */
export async function forgetWebhooks({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await db.delete(webhooks).where(lte(webhooks.endedAt, dateOf(clock, -KEPT)))
}
