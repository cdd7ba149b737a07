// The job `notices`: tells everybody on file what happens to an account, once each, whatever crashes and however many processes.
import { and, asc, eq, gt, lte } from 'drizzle-orm'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Job } from '../jobs.ts'
import { startLoop } from '../loop.ts'
import { noticeWork } from '../tables/noticeWork.ts'
import { ChainTimes } from './chainTimes.ts'
import { lookAtAccount } from './lookAtAccount.ts'
import { tellUndelivered } from './undelivered.ts'

const POLL = 500
const BATCH = 200
/** Seconds after which a look that failed is made again. */
const AGAIN = 15
/** Milliseconds between two looks for what could not be delivered. */
const UNDELIVERED_EVERY = 10_000

/** Runs the job, if there is any way to tell somebody. */
export function noticesJob(context: Context): Job {
  const { config, log } = context
  if (!config.email && !config.webhooks) return { stop: async () => {} }
  const one = new Notices(context)
  return startLoop({ name: 'notices', log, every: POLL, pass: () => one.pass() })
}

/** Tells, pass by pass. */
export class Notices {
  readonly #context: Context
  readonly #times: ChainTimes
  #undeliveredAt = Number.NEGATIVE_INFINITY

  constructor(context: Context) {
    this.#context = context
    this.#times = new ChainTimes(context)
  }

  /**
   * Looks at the accounts that are due.
   * @returns whether there are more
   */
  async pass(): Promise<boolean> {
    const { db, clock, log } = this.#context
    if (await this.#times.ask()) await this.#lookAtAll()
    if (Math.abs(clock.now() - this.#undeliveredAt) >= UNDELIVERED_EVERY) {
      this.#undeliveredAt = clock.now()
      await tellUndelivered(this.#context, this.#times.now)
    }
    const due = await db
      .select({ account: noticeWork.account })
      .from(noticeWork)
      .where(lte(noticeWork.dueAt, dateOf(clock)))
      .orderBy(asc(noticeWork.dueAt))
      .limit(BATCH)
    for (const { account } of due)
      await lookAtAccount(this.#context, account, this.#times.now).catch(async (error: unknown) => {
        log.error({ err: error, account, alert: 'notice_failed' }, 'nobody could be told')
        // It keeps no other from being told, and is tried again.
        const again = { dueAt: dateOf(clock, AGAIN) }
        await db.update(noticeWork).set(again).where(eq(noticeWork.account, account))
      })
    return due.length === BATCH
  }

  /** When something is due was reckoned by clocks that have changed since. */
  async #lookAtAll(): Promise<void> {
    const { db, clock } = this.#context
    const now = dateOf(clock)
    await db
      .update(noticeWork)
      .set({ dueAt: now })
      .where(and(gt(noticeWork.dueAt, now), eq(noticeWork.hasWaited, false)))
  }
}
