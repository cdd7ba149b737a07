import { attesterCheck } from './attester.ts'
import type { Context } from './context.ts'
import { housekeeping } from './housekeeping.ts'
import { indexer } from './indexer.ts'
import { mailer } from './mail/mailer.ts'
import { noticesJob } from './notices/noticesJob.ts'
import { jwks } from './oidc/jwksJob.ts'
import { recoveryQueue } from './recoveries.ts'
import { relayer } from './relayer.ts'
import { webhookJob } from './webhooks/webhookJob.ts'

/** Work that goes on beside the requests. */
export interface Job {
  /** Ends it; resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

/** Every job of a server; each may run in several processes at once, and twice. */
export const jobs: readonly ((context: Context) => Job)[] = [
  housekeeping,
  relayer,
  recoveryQueue,
  indexer,
  jwks,
  noticesJob,
  webhookJob,
  mailer,
  attesterCheck,
]
