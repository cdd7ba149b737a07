import { idTokenSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'
import { codeSchema, redeem } from '../oidc/idToken.ts'
import { publishSoon } from '../oidc/jwksJob.ts'

/** POST /api/oidc/token */
export const postOidcToken = endpoint({
  name: 'POST /api/oidc/token',
  summary: 'Exchanges the code with which somebody came back from the OpenID issuer for the ID token.',
  body: codeSchema,
  status: 200,
  answer: idTokenSchema,
  errors: ['oidc_off', 'oidc_refused', 'oidc_unavailable'],
  async handle({ body }, context) {
    const { idToken, key } = await redeem(body, context)
    await publishSoon(context, key)
    return { idToken, modulus: key.modulus }
  },
})
