import { invitationSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'
import { findInvitation, invitationJson, invitationParams } from '../invitations.ts'

/** GET /api/invitations/:id */
export const getInvitation = endpoint({
  name: 'GET /api/invitations/:id',
  summary: 'An invitation, for whoever was given its id.',
  params: invitationParams,
  status: 200,
  answer: invitationSchema,
  errors: ['path_invalid', 'invitation_unknown'],
  async handle({ params }, { db }) {
    return invitationJson(db, await findInvitation(db, params.id))
  },
})
