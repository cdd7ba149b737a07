import { and, eq } from 'drizzle-orm'
import { labelSchema, passkeySchema } from 'sparekey/schema'
import { z } from 'zod'
import { passkeyParams } from '../credentials.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { passkeyJson } from '../passkeys.ts'
import { passkeys } from '../tables/passkeys.ts'

/** PATCH /api/passkeys/:credentialId */
export const patchPasskey = endpoint({
  name: 'PATCH /api/passkeys/:credentialId',
  summary: 'Names a passkey of the account.',
  params: passkeyParams,
  body: z.strictObject({ label: labelSchema }),
  status: 200,
  answer: passkeySchema,
  errors: ['path_invalid', 'passkey_missing'],
  async handle({ body, params, session }, { db }) {
    const [row] = await db
      .update(passkeys)
      .set({ label: body.label })
      .where(and(eq(passkeys.credentialId, params.credentialId), eq(passkeys.account, session.account)))
      .returning()
    if (!row) throw new Refusal('passkey_missing')
    return passkeyJson(row)
  },
})
