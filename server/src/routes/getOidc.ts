import { oidcSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { callbackPath } from '../oidc/issuer.ts'

/** GET /api/oidc */
export const getOidc = endpoint({
  name: 'GET /api/oidc',
  summary: 'What a browser needs to send somebody to the OpenID issuer.',
  status: 200,
  answer: oidcSchema,
  errors: ['oidc_off', 'oidc_unavailable'],
  async handle(_, { config, oidc }) {
    if (!config.oidc || !oidc) throw new Refusal('oidc_off')
    const { issuer, clientId } = config.oidc
    const { authorizationEndpoint } = await oidc.metadata().catch((cause: unknown) => {
      throw new Refusal('oidc_unavailable', { cause, retryAfter: 60 })
    })
    const redirectUri = `${config.origin}${callbackPath}`
    return { issuer, clientId, authorizationEndpoint, redirectUri }
  },
})
