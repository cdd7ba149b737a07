import { eq } from 'drizzle-orm'
import { bytes32Schema, type InvitationJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { accountJson, accountOf } from './accounts.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { invitations } from './tables/guardians.ts'

/** An invitation as it is stored. */
export type InvitationRow = typeof invitations.$inferSelect

/** Path of one invitation. */
export const invitationParams = z.strictObject({ id: bytes32Schema })

/** @throws Refusal (invitation_unknown) */
export async function findInvitation(db: Database, id: string): Promise<InvitationRow> {
  const [row] = await db.select().from(invitations).where(eq(invitations.id, id))
  if (!row) throw new Refusal('invitation_unknown')
  return row
}

/** Seconds of the server's clock, as invitations count. */
export const secondsOf = (clock: Clock): number => Math.floor(clock.now() / 1000)

/** @throws Refusal (invitation_answered, invitation_expired) unless it can be answered now */
export function requireOpen({ state, expires }: InvitationRow, clock: Clock): void {
  if (state !== 'open') throw new Refusal('invitation_answered')
  if (expires < secondsOf(clock)) throw new Refusal('invitation_expired')
}

/** What whoever knows an invitation's id is told. */
export async function invitationJson(db: Database, row: InvitationRow): Promise<InvitationJson> {
  const { id, account, expires, signature, state, x, y } = row
  return {
    ...{ id: id as Hex, expires, signature: signature as Hex, state },
    account: accountJson(await accountOf(db, account)),
    publicKey: x && y ? { x: x as Hex, y: y as Hex } : null,
  }
}
