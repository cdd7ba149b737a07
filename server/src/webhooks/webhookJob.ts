// The job `webhooks`: sends what is queued until somebody takes it, for a day. Any process may do it; what was sent twice because
// one of them died has the same id.
import { and, eq, lt, sql } from 'drizzle-orm'
import type { JobResult } from 'pg-boss'
import { SparekeyError } from 'sparekey'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Job } from '../jobs.ts'
import { startLoop } from '../loop.ts'
import { WEBHOOKS } from '../queue.ts'
import { openField } from '../seal.ts'
import { webhooks } from '../tables/webhooks.ts'
import { type PostOptions, postWebhook } from './postWebhook.ts'
import { urlField } from './queueWebhook.ts'
import { webhookHeaders } from './signature.ts'

/** Seconds after which nothing is tried any more. */
const LONGEST = 86_400
const BATCH = 50
const LOOK_EVERY = 60_000
/** Seconds after which a webhook that has no job is given one. */
const LEFT_ALONE = 600

/** How it is posted; the default is how production does it. */
type Options = Pick<PostOptions, 'resolve' | 'timeout'>

/** Runs the job, if this server has a key to sign with. */
export function webhookJob(context: Context): Job {
  const { queue, config, log } = context
  if (!queue || !config.webhooks) return { stop: async () => {} }
  const options = { batchSize: BATCH, pollingIntervalSeconds: 1, perJobResults: true } as const
  const starting = queue
    .work<{ id: string }, unknown, typeof options>(
      WEBHOOKS,
      options,
      async (jobs): Promise<JobResult[]> =>
        Promise.all(
          jobs.map(async ({ id, data }) => ({
            id,
            status: (await deliver(context, data.id)) ? 'completed' : 'failed',
          })),
        ),
    )
    .catch((error: unknown) => log.error({ err: error }, 'the job of webhooks did not start'))
  const pass = async () => {
    await takeUp(context)
    return false
  }
  const loop = startLoop({ name: 'webhooks', log, every: LOOK_EVERY, pass })
  return {
    async stop() {
      await starting
      await loop.stop()
      await queue.offWork(WEBHOOKS)
    },
  }
}

/**
 * One attempt.
 * @returns whether it is over: taken, or given up
 */
export async function deliver(context: Context, id: string, options: Options = {}): Promise<boolean> {
  const { db, clock, config, log } = context
  if (!config.webhooks) return true
  const isQueued = and(eq(webhooks.id, id), eq(webhooks.state, 'queued'))
  const [row] = await db
    .update(webhooks)
    .set({ attempts: sql`${webhooks.attempts} + 1` })
    .where(isQueued)
    .returning()
  if (!row?.body) return true
  const about = { webhook: id, account: row.account, type: row.type, attempts: row.attempts }
  try {
    const timestamp = Math.floor(clock.now() / 1000)
    const headers = webhookHeaders(config.webhooks.key.reveal(), { id, timestamp, body: row.body })
    const url = openField(context, urlField(id), row.sealedUrl)
    const { isLocalAllowed } = config.webhooks
    const status = await postWebhook({ url, headers, body: row.body }, { ...options, isLocalAllowed })
    const ended = { state: 'sent', reply: String(status), body: null, endedAt: dateOf(clock) } as const
    await db.update(webhooks).set(ended).where(isQueued)
    return true
  } catch (error) {
    if (!(error instanceof SparekeyError)) throw error
    const reply = 'reply' in error ? String(error.reply) : error.code
    const isOver = clock.now() >= row.createdAt.getTime() + LONGEST * 1000
    const ended = isOver ? ({ state: 'failed', body: null, endedAt: dateOf(clock) } as const) : {}
    await db
      .update(webhooks)
      .set({ reply, ...ended })
      .where(isQueued)
    log.info({ ...about, reply }, 'a webhook was not taken')
    if (isOver) log.warn({ ...about, reply, alert: 'webhook_failed' }, 'nobody took a webhook for a day')
    return isOver
  }
}

/** Puts into the queue what is in none: written by a process that has no queue, or given up with its job. */
async function takeUp({ db, clock, queue }: Context): Promise<void> {
  const left = await db
    .select({ id: webhooks.id })
    .from(webhooks)
    .where(and(eq(webhooks.state, 'queued'), lt(webhooks.createdAt, dateOf(clock, -LEFT_ALONE))))
    .limit(1_000)
  for (const { id } of left) await queue?.send(WEBHOOKS, { id }, { singletonKey: id })
}
