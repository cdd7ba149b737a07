// Jobs that must survive a crash: pg-boss keeps them in the server's own database, so that any process can take one up.
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { OpenDatabase } from './db.ts'

/** The queue of webhooks, a job each. */
export const WEBHOOKS = 'webhooks'

/**
 * Starts the queue, and makes its tables the first time. Queues into which transactions put jobs are made here: looked up only
 * inside of one, they would be asked for by a second connection, which PGlite has not.
 */
export async function startQueue({ queueDb, kind }: OpenDatabase, log: Logger): Promise<PgBoss> {
  const queue = new PgBoss({
    ...{ db: queueDb, schema: 'jobs' },
    ...(kind === 'pglite' && { backend: 'pglite' as const }),
  })
  queue.on('error', (error) => log.warn({ err: error }, 'the queue waits'))
  await queue.start()
  await queue.createQueue(WEBHOOKS, {
    ...{ policy: 'exclusive', expireInSeconds: 120, deleteAfterSeconds: 86_400 },
    // After half a minute, then twice as long each time, up to two hours: for somewhat more than a day.
    ...{ retryLimit: 24, retryDelay: 30, retryBackoff: true, retryDelayMax: 7_200 },
  })
  await queue.findJobs(WEBHOOKS, { key: 'none' })
  return queue
}
