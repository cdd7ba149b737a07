import { accountSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountJson } from '../accounts.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { codeSchema, redeem } from '../oidc/idToken.ts'
import { accountsLinkedTo, identityHash } from '../oidc/links.ts'

/** POST /api/oidc/accounts */
export const postOidcAccounts = endpoint({
  name: 'POST /api/oidc/accounts',
  summary: 'The accounts that whoever signed in at the OpenID issuer guards.',
  body: codeSchema,
  status: 200,
  answer: z.array(accountSchema),
  errors: ['oidc_off', 'oidc_refused', 'oidc_unavailable'],
  async handle({ body }, context) {
    const { oidc, lookupKey } = context.config
    if (!oidc || !lookupKey) throw new Refusal('oidc_off')
    const { claims } = await redeem(body, context)
    const found = await accountsLinkedTo(context.db, identityHash(lookupKey, claims))
    return found.map(accountJson)
  },
})
