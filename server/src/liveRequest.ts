import { and, eq } from 'drizzle-orm'
import type { Hex } from 'viem'
import type { Context } from './context.ts'
import type { PasskeyRow } from './passkeys.ts'
import { requests } from './tables/requests.ts'

/** The recovery that a passkey was made for, as long as it can still be executed. */
export async function liveRequestOf(
  { clock, db }: Pick<Context, 'clock' | 'db'>,
  { account, credentialId, requestHash }: PasskeyRow,
): Promise<Hex | undefined> {
  if (!requestHash) return undefined
  const [row] = await db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.hash, requestHash),
        eq(requests.account, account),
        eq(requests.credentialId, credentialId),
      ),
    )
  return row && isLive(row.request.deadline, clock.now()) ? (row.hash as Hex) : undefined
}

/** Longest delay and window after the last moment at which a request can start, in seconds. */
const LONGEST_WAIT = 60 * 86_400

const isLive = (deadline: number, now: number) => now / 1000 <= deadline + LONGEST_WAIT
