import { and, eq } from 'drizzle-orm'
import { invitationSchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { findInvitation, invitationJson, invitationParams } from '../invitations.ts'
import { invitations } from '../tables/guardians.ts'

/** POST /api/invitations/:id/decline */
export const postInvitationDecline = endpoint({
  name: 'POST /api/invitations/:id/decline',
  summary: 'Declines an invitation; nothing is asked of the friend.',
  params: invitationParams,
  body: z.strictObject({}),
  status: 200,
  answer: invitationSchema,
  errors: ['path_invalid', 'invitation_unknown', 'invitation_answered'],
  async handle({ params }, { db }) {
    await findInvitation(db, params.id)
    const [row] = await db
      .update(invitations)
      .set({ state: 'declined' })
      .where(and(eq(invitations.id, params.id), eq(invitations.state, 'open')))
      .returning()
    if (!row) throw new Refusal('invitation_answered')
    return invitationJson(db, row)
  },
})
