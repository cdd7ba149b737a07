import { z } from 'zod'
import { flowOf, issueChallenge } from '../challenges.ts'
import { requestOptionsSchema } from '../credentials.ts'
import { endpoint } from '../endpoint.ts'
import { requestOptions } from '../webauthn.ts'

/** POST /api/sign-in/options */
export const postSignInOptions = endpoint({
  name: 'POST /api/sign-in/options',
  summary:
    'Options of a prompt that takes any passkey of this site; it names none, so nobody learns who has one.',
  body: z.strictObject({}),
  status: 200,
  answer: requestOptionsSchema,
  errors: [],
  async handle({ http }, context) {
    const flow = flowOf(context, http)
    const challenge = await issueChallenge(context, flow, { purpose: 'sign-in', subject: '' })
    return requestOptions(context.config, challenge)
  },
})
