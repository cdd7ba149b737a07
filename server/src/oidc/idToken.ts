// From the code with which somebody came back to an ID token that was checked.
import { createPublicKey, verify } from 'node:crypto'
import { type IdToken, IdTokenError, parseIdToken } from 'sparekey'
import { hexToBytes } from 'viem'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { CodeRefusedError, type OidcIssuer } from './issuer.ts'
import type { IssuerKey } from './jwks.ts'

/** What a browser hands in when somebody came back. */
export const codeSchema = z.strictObject({
  /** RFC 6749, appendix A.11. */
  code: z.string().regex(/^[\x20-\x7e]{1,2048}$/),
  /** RFC 7636 §4.1. */
  codeVerifier: z.string().regex(/^[\w.~-]{43,128}$/),
})

/** An ID token of this issuer for this app, and the key that signed it. */
export interface CheckedIdToken {
  readonly idToken: string
  readonly claims: IdToken['claims']
  readonly key: IssuerKey
}

/**
 * Exchanges a code for an ID token and checks it (OpenID Connect Core 1.0 §3.1.3.7); its nonce means something to the browser
 * only.
 * @throws Refusal (oidc_off, oidc_refused, oidc_unavailable)
 */
export async function redeem(
  { code, codeVerifier }: z.infer<typeof codeSchema>,
  { oidc, config, clock }: Pick<Context, 'oidc' | 'config' | 'clock'>,
): Promise<CheckedIdToken> {
  if (!oidc || !config.oidc) throw new Refusal('oidc_off')
  const { issuer, clientId } = config.oidc
  try {
    const idToken = await oidc.exchange(code, codeVerifier)
    const { claims, key } = await signedBy(oidc, idToken)
    const { iss, aud, azp = clientId, exp } = claims
    if (iss !== issuer || aud !== clientId || azp !== clientId || exp * 1000 < clock.now())
      throw new CodeRefusedError('its token is not one for this app')
    return { idToken, claims, key }
  } catch (cause) {
    const isRefused = cause instanceof CodeRefusedError || cause instanceof IdTokenError
    throw new Refusal(isRefused ? 'oidc_refused' : 'oidc_unavailable', { cause })
  }
}

async function signedBy(
  oidc: OidcIssuer,
  idToken: string,
): Promise<{ claims: IdToken['claims']; key: IssuerKey }> {
  const { header, claims, signature } = parseIdToken(idToken)
  const signed = Buffer.from(idToken.slice(0, idToken.lastIndexOf('.')))
  const isOf = ({ kid, modulus }: IssuerKey) =>
    kid === header.kid && verify('RSA-SHA256', signed, publicKeyOf(modulus), signature)
  const key = oidc.knownKeys.find(isOf) ?? (await oidc.keys()).find(isOf)
  if (!key) throw new CodeRefusedError('its token is signed with a key that it does not publish')
  return { claims, key }
}

function publicKeyOf(modulus: IssuerKey['modulus']) {
  const n = Buffer.from(hexToBytes(modulus)).toString('base64url')
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
}
