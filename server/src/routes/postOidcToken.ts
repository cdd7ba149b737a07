import { idTokenSchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { CodeRefusedError } from '../oidc/issuer.ts'

const exchangeSchema = z.strictObject({
  /** RFC 6749, appendix A.11. */
  code: z.string().regex(/^[\x20-\x7e]{1,2048}$/),
  /** RFC 7636 §4.1. */
  codeVerifier: z.string().regex(/^[\w.~-]{43,128}$/),
})

/** POST /api/oidc/token */
export const postOidcToken = endpoint({
  name: 'POST /api/oidc/token',
  summary: 'Exchanges the code with which somebody came back from the OpenID issuer for the ID token.',
  body: exchangeSchema,
  status: 200,
  answer: idTokenSchema,
  errors: ['oidc_off', 'oidc_refused', 'oidc_unavailable'],
  async handle({ body }, { oidc }) {
    if (!oidc) throw new Refusal('oidc_off')
    const idToken = await oidc.exchange(body.code, body.codeVerifier).catch((cause: unknown) => {
      const code = cause instanceof CodeRefusedError ? 'oidc_refused' : 'oidc_unavailable'
      throw new Refusal(code, { cause })
    })
    return { idToken }
  },
})
