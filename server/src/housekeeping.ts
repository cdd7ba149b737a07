import { lte } from 'drizzle-orm'
import { forgetLinks } from './admin/links.ts'
import { forgetOperatorSessions } from './admin/sessions.ts'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import type { Job } from './jobs.ts'
import { forgetUnusedMailboxes } from './mail/emailLinks.ts'
import { forgetMail } from './mail/forgetMail.ts'
import { forgetUnusedLinks } from './oidc/links.ts'
import { forgetDevices } from './recoveries.ts'
import { forgetSessions } from './sessions.ts'
import { reservations } from './tables/accounts.ts'
import { limits } from './tables/limits.ts'
import { challenges } from './tables/sessions.ts'
import { forgetWebhooks } from './webhooks/forgetWebhooks.ts'

const EVERY = 60_000

/** Deletes what is over and counts for nothing any more. */
export function housekeeping(context: Context): Job {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = tidy(context).catch((error: unknown) => context.log.warn({ err: error }, 'housekeeping failed'))
  }, EVERY)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

async function tidy(context: Context): Promise<void> {
  const { db, clock } = context
  const now = dateOf(clock)
  await forgetSessions(context)
  await forgetUnusedLinks(context)
  await forgetOperatorSessions(context)
  await forgetLinks(context)
  await forgetDevices(context)
  await forgetUnusedMailboxes(context)
  await forgetMail(context)
  await forgetWebhooks(context)
  await db.delete(challenges).where(lte(challenges.expiresAt, now))
  await db.delete(reservations).where(lte(reservations.expiresAt, now))
  await db.delete(limits).where(lte(limits.resetsAt, now))
}
