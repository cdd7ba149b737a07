// Which requests can still come to something, as far as the chains' events tell.
import { and, eq } from 'drizzle-orm'
import type { Database } from './db.ts'
import type { RequestRow } from './requestFacts.ts'
import { events } from './tables/events.ts'

/** What has ended requests of an account on a chain: a later epoch, or one request's own end. */
export interface Turn {
  readonly chainId: number
  /** -1 where the event is about a request alone. */
  readonly epoch: number
  readonly endedRequest: string
}

/** Longest delay and window after the last moment at which a request can start, in seconds. */
const LONGEST_WAIT = 60 * 86_400
const ends: ReadonlySet<string> = new Set(['RecoveryObjected', 'RecoveryInvalidated'])

/** Everything that has ended requests of an account. */
export async function turnsOf(db: Database, account: string): Promise<Turn[]> {
  const rows = await db
    .select()
    .from(events)
    .where(and(eq(events.account, account), eq(events.isWithdrawn, false)))
  return rows.map(({ chainId, name, values, requestHash }) => ({
    chainId,
    epoch: Number(values['epoch'] ?? -1),
    endedRequest: ends.has(name) ? requestHash : '',
  }))
}

/** Whether a request may still be executed on one of its chains. */
export function isLive({ hash, request }: RequestRow, turns: readonly Turn[], now: number): boolean {
  if (now > request.deadline + LONGEST_WAIT) return false
  return request.scopes.some(
    ({ chainId, epoch }) =>
      !turns.some(
        (turn) => turn.chainId === Number(chainId) && (turn.epoch > epoch || turn.endedRequest === hash),
      ),
  )
}
