// A browser's half of signing in at the OpenID issuer.
import { createHash, randomBytes } from 'node:crypto'
import { oidcSchema } from 'sparekey/schema'
import { type Person, people } from '../../dev/issuer/people.ts'
import { signInAtIssuer } from '../../dev/issuer/signIn.ts'
import type { Browser } from './Browser.ts'

export const [ada, bob] = people as [Person, Person]

/** Where the browser would go, and what it keeps for when it comes back. */
export async function authorization(browser: Browser, nonce = 'nonce') {
  const { body } = await browser.get('/api/oidc')
  const { authorizationEndpoint, clientId, redirectUri } = oidcSchema.parse(body)
  const [codeVerifier, state] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')]
  const url = new URL(authorizationEndpoint)
  url.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'openid' },
    ...{ state, nonce, prompt: 'select_account', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  }).toString()
  return { url: url.href, codeVerifier, state }
}

/** What a browser hands in once this person has signed in. */
export async function codeOf(browser: Browser, person: Person, nonce?: string) {
  const { url, codeVerifier } = await authorization(browser, nonce)
  const back = await signInAtIssuer(url, person)
  return { code: back.searchParams.get('code'), codeVerifier }
}
