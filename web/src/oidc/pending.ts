// A sign-in that this tab has begun. What comes back must name its state, and only this tab can redeem it: the verifier (PKCE)
// never leaves it.
import { encodeBase64Url } from 'sparekey'
import type { OidcJson } from 'sparekey/schema'
import { z } from 'zod'
import { now } from '../clock.ts'

/** What somebody signs in for. */
export type Purpose = 'link' | 'find' | 'approve'

const pendingSchema = z.strictObject({
  purpose: z.enum(['link', 'find', 'approve']),
  state: z.string(),
  /** RFC 7636. */
  codeVerifier: z.string(),
  nonce: z.string(),
  issuer: z.string(),
})

/** @see pendingSchema */
export type Pending = z.infer<typeof pendingSchema>

const awaySchema = z.strictObject({
  pending: pendingSchema,
  /** Path and query of the page that goes on. */
  returnTo: z.string(),
  leftAt: z.number(),
})

/** A sign-in for which this tab has left. */
export type Away = z.infer<typeof awaySchema>

/** Milliseconds in which somebody can sign in. */
const patience = 15 * 60_000

const key = 'sparekey:sign-in'

/** Begins one. @param nonce what the token is for; random where it is for nothing but this tab */
export function begin(purpose: Purpose, { issuer }: OidcJson, nonce = random()): Pending {
  return { purpose, state: random(), codeVerifier: random(), nonce, issuer }
}

/** Where the issuer asks who it is: authorization code with PKCE, and nothing but `openid`. */
export async function authorizationUrl(pending: Pending, settings: OidcJson): Promise<string> {
  const verifier = new TextEncoder().encode(pending.codeVerifier)
  const challenge = new Uint8Array(await crypto.subtle.digest('SHA-256', verifier))
  const url = new URL(settings.authorizationEndpoint)
  const parameters = {
    ...{ response_type: 'code', client_id: settings.clientId, redirect_uri: settings.redirectUri },
    ...{ scope: 'openid', state: pending.state, nonce: pending.nonce, prompt: 'select_account' },
    ...{ code_challenge: encodeBase64Url(challenge), code_challenge_method: 'S256' },
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** Keeps it while this tab is away; what was prepared long before may leave now. */
export function keep(pending: Pending): void {
  const returnTo = location.pathname + location.search
  sessionStorage.setItem(key, JSON.stringify({ pending, returnTo, leftAt: now() } satisfies Away))
}

/** What this tab was away for; there is nothing of it afterwards. */
export function take(): Away | undefined {
  try {
    const parsed = awaySchema.safeParse(JSON.parse(sessionStorage.getItem(key) ?? ''))
    return parsed.success && now() - parsed.data.leftAt < patience ? parsed.data : undefined
  } catch {
    return undefined
  } finally {
    sessionStorage.removeItem(key)
  }
}

/** Whether what came back is an answer to this. */
export function isAnswerTo(pending: Pending, answer: { state: string; iss?: string | undefined }): boolean {
  // RFC 9207: an issuer that names itself must be the one that was asked.
  return answer.state === pending.state && (answer.iss ?? pending.issuer) === pending.issuer
}

/** 32 random bytes, base64url. */
function random(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)))
}
