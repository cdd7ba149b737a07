import { and, eq, gte, or } from 'drizzle-orm'
import { invitationSchema } from 'sparekey/schema'
import { z } from 'zod'
import { consumeChallenge } from '../challenges.ts'
import { challengeIn, newCredentialSchema } from '../credentials.ts'
import { type Database, isDuplicate, transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { findInvitation, invitationJson, invitationParams, requireOpen, secondsOf } from '../invitations.ts'
import { invitations } from '../tables/guardians.ts'
import { passkeys } from '../tables/passkeys.ts'
import { type VerifiedPasskey, verifyNewPasskey } from '../webauthn.ts'

/** POST /api/invitations/:id/accept */
export const postInvitationAccept = endpoint({
  name: 'POST /api/invitations/:id/accept',
  summary:
    "Answers an invitation with the friend's new passkey; the owner then names it as a guardian on the chains.",
  params: invitationParams,
  body: z.strictObject({ credential: newCredentialSchema }),
  status: 200,
  answer: invitationSchema,
  errors: [
    'path_invalid',
    'invitation_unknown',
    'invitation_answered',
    'invitation_expired',
    'challenge_gone',
    'credential_invalid',
    'credential_known',
  ],
  async handle({ body, http, params }, context) {
    const { db, clock, config } = context
    requireOpen(await findInvitation(db, params.id), clock)
    const challenge = challengeIn(body.credential)
    await consumeChallenge(context, http, challenge, { purpose: 'invitation', subject: params.id })
    const passkey = await verifyNewPasskey(config, body.credential, challenge)
    const row = await transact(db, (tx) => accept(tx, params.id, passkey, secondsOf(clock))).catch(known)
    if (!row) throw new Refusal('invitation_answered')
    return invitationJson(db, row)
  },
})

/** One statement, so that of two answers at once one counts. */
async function accept(tx: Database, id: string, passkey: VerifiedPasskey, now: number) {
  const { credentialId, publicKey } = passkey
  if (await isKnown(tx, passkey)) throw new Refusal('credential_known')
  const [row] = await tx
    .update(invitations)
    .set({ state: 'accepted', credentialId, x: publicKey.x, y: publicKey.y })
    .where(and(eq(invitations.id, id), eq(invitations.state, 'open'), gte(invitations.expires, now)))
    .returning()
  return row
}

/** One key is one guardian and nobody's own passkey, whatever id it comes with (W-19). */
async function isKnown(
  tx: Database,
  { credentialId, publicKey: { x, y } }: VerifiedPasskey,
): Promise<boolean> {
  const ofOwners = or(eq(passkeys.credentialId, credentialId), and(eq(passkeys.x, x), eq(passkeys.y, y)))
  const ofGuardians = and(eq(invitations.x, x), eq(invitations.y, y))
  return (await tx.$count(passkeys, ofOwners)) + (await tx.$count(invitations, ofGuardians)) > 0
}

function known(error: unknown): never {
  throw isDuplicate(error) ? new Refusal('credential_known') : error
}
