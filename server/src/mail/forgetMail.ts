import { lte } from 'drizzle-orm'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { codes, mails } from '../tables/mailboxes.ts'

const DAY = 86_400
/** Seconds for which the operator can see what became of a mail. */
const MAILS_KEPT = 30 * DAY
const CODES_KEPT = DAY

/** Deletes codes and mails that have long been over. */
export async function forgetMail({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await db.delete(codes).where(lte(codes.expiresAt, dateOf(clock, -CODES_KEPT)))
  await db.delete(mails).where(lte(mails.expiresAt, dateOf(clock, -MAILS_KEPT)))
}
