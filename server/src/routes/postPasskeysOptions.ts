import { labelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountOf } from '../accounts.ts'
import { flowOf, issueChallenge } from '../challenges.ts'
import { creationOptionsSchema } from '../credentials.ts'
import { endpoint } from '../endpoint.ts'
import { passkeysOf } from '../passkeys.ts'
import { creationOptions } from '../webauthn.ts'

/** POST /api/passkeys/options */
export const postPasskeysOptions = endpoint({
  name: 'POST /api/passkeys/options',
  summary:
    'Options of the prompt that creates a further passkey, on an authenticator that has none of the account yet.',
  body: z.strictObject({ label: labelSchema }),
  status: 200,
  answer: creationOptionsSchema,
  errors: [],
  async handle({ body, http, session }, context) {
    const { name, userHandle } = await accountOf(context.db, session.account)
    const exclude = await passkeysOf(context.db, session.account)
    const scope = { purpose: 'passkey', subject: session.account } as const
    const challenge = await issueChallenge(context, flowOf(context, http), scope, { userHandle })
    return creationOptions(context.config, {
      ...{ challenge, userHandle, exclude },
      userName: name,
      displayName: `${name} (${body.label})`,
    })
  },
})
