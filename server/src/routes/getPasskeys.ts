import { passkeySchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { passkeyJson, passkeysOf } from '../passkeys.ts'

/** GET /api/passkeys */
export const getPasskeys = endpoint({
  name: 'GET /api/passkeys',
  summary: "What is kept of the account's passkeys; which of them own it, the chains say.",
  status: 200,
  answer: z.array(passkeySchema),
  errors: [],
  async handle({ session }, { db }) {
    return (await passkeysOf(db, session.account)).map(passkeyJson)
  },
})
