import { z } from 'zod'
import { accountOf } from '../accounts.ts'
import { flowOf, issueChallenge } from '../challenges.ts'
import { creationOptionsSchema } from '../credentials.ts'
import { endpoint } from '../endpoint.ts'
import { findInvitation, invitationParams, requireOpen } from '../invitations.ts'
import { randomUserHandle } from '../random.ts'
import { creationOptions } from '../webauthn.ts'

/** POST /api/invitations/:id/options */
export const postInvitationOptions = endpoint({
  name: 'POST /api/invitations/:id/options',
  summary: "Options of the prompt that creates the friend's passkey as a guardian.",
  params: invitationParams,
  body: z.strictObject({}),
  status: 200,
  answer: creationOptionsSchema,
  errors: ['path_invalid', 'invitation_unknown', 'invitation_answered', 'invitation_expired'],
  async handle({ http, params }, context) {
    const { db, clock, config } = context
    const invitation = await findInvitation(db, params.id)
    requireOpen(invitation, clock)
    const { name } = await accountOf(db, invitation.account)
    const scope = { purpose: 'invitation', subject: params.id } as const
    const challenge = await issueChallenge(context, flowOf(context, http), scope)
    const userName = `Guardian for ${name}`
    return creationOptions(config, { challenge, userName, userHandle: randomUserHandle() })
  },
})
