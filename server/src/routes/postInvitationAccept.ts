import { and, eq, gte } from 'drizzle-orm'
import { invitationSchema } from 'sparekey/schema'
import { z } from 'zod'
import { consumeChallenge } from '../challenges.ts'
import { challengeIn, newCredentialSchema } from '../credentials.ts'
import { type Database, isDuplicate, transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { findInvitation, invitationJson, invitationParams, requireOpen, secondsOf } from '../invitations.ts'
import { findPasskey } from '../passkeys.ts'
import { invitations } from '../tables/guardians.ts'
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
async function accept(tx: Database, id: string, { credentialId, publicKey }: VerifiedPasskey, now: number) {
  if (await findPasskey(tx, credentialId)) throw new Refusal('credential_known')
  const [row] = await tx
    .update(invitations)
    .set({ state: 'accepted', credentialId, x: publicKey.x, y: publicKey.y })
    .where(and(eq(invitations.id, id), eq(invitations.state, 'open'), gte(invitations.expires, now)))
    .returning()
  return row
}

function known(error: unknown): never {
  throw isDuplicate(error) ? new Refusal('credential_known') : error
}
