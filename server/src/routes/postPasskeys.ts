import { labelSchema, passkeySchema } from 'sparekey/schema'
import { z } from 'zod'
import { consumeChallenge } from '../challenges.ts'
import { challengeIn, newCredentialSchema } from '../credentials.ts'
import { transact } from '../db.ts'
import { endpoint } from '../endpoint.ts'
import { passkeyJson, storePasskey } from '../passkeys.ts'
import { verifyNewPasskey } from '../webauthn.ts'

/** POST /api/passkeys */
export const postPasskeys = endpoint({
  name: 'POST /api/passkeys',
  summary: 'Keeps the name of a further passkey; the browser adds its key on the chains.',
  body: z.strictObject({ label: labelSchema, credential: newCredentialSchema }),
  status: 201,
  answer: passkeySchema,
  errors: ['challenge_gone', 'credential_invalid', 'credential_known'],
  async handle({ body, http, session }, context) {
    const { label, credential } = body
    const { account } = session
    const challenge = challengeIn(credential)
    const scope = { purpose: 'passkey', subject: account } as const
    const { userHandle = '' } = await consumeChallenge(context, http, challenge, scope)
    const passkey = await verifyNewPasskey(context.config, credential, challenge)
    const row = await transact(context.db, (tx) =>
      storePasskey(context, tx, passkey, { account, label, userHandle }),
    )
    return passkeyJson(row)
  },
})
