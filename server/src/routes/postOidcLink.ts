import { oidcKey } from 'sparekey'
import { bytes32Schema, idTokenSchema } from 'sparekey/schema'
import { concatHex, type Hex } from 'viem'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { codeSchema, redeem } from '../oidc/idToken.ts'
import { publishSoon } from '../oidc/jwksJob.ts'
import { identityHash, saveLink } from '../oidc/links.ts'
import { requireKind } from '../settings.ts'

/** POST /api/oidc/link */
export const postOidcLink = endpoint({
  name: 'POST /api/oidc/link',
  summary:
    'The same for the owner who makes the one that signed in a guardian; once set up, the account is found by that one.',
  body: codeSchema.extend({
    /** The policy's. */
    salt: bytes32Schema,
  }),
  status: 200,
  answer: idTokenSchema,
  errors: ['oidc_off', 'oidc_refused', 'oidc_unavailable', 'kind_off'],
  async handle({ body: { salt, ...code }, session: { account } }, context) {
    const { oidc, lookupKey } = context.config
    if (!oidc || !lookupKey) throw new Refusal('oidc_off')
    await requireKind(context.db, 'oidc')
    const { idToken, claims, key } = await redeem(code, context)
    const { iss: issuer, aud: audience, sub: subject } = claims
    const signer = concatHex([oidc.guardian, oidcKey({ issuer, audience, subject }, salt as Hex)])
    await saveLink(context, { account, signer, identityHash: identityHash(lookupKey, claims) })
    await publishSoon(context, key)
    return { idToken, modulus: key.modulus }
  },
})
