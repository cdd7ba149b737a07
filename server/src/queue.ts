// Jobs that must survive a crash: pg-boss keeps them in the server's own database, so that any process can take one up.
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { OpenDatabase } from './db.ts'

/** Starts the queue, and makes its tables the first time. */
export async function startQueue({ queueDb, kind }: OpenDatabase, log: Logger): Promise<PgBoss> {
  const queue = new PgBoss({
    ...{ db: queueDb, schema: 'jobs' },
    ...(kind === 'pglite' && { backend: 'pglite' as const }),
  })
  queue.on('error', (error) => log.warn({ err: error }, 'the queue waits'))
  await queue.start()
  return queue
}
