// The OpenID issuer at which people sign in: what it says of itself, and the exchange of a code for an ID token, which needs
// the client's secret and is therefore made here. The token goes to the browser that began; nothing of it is kept.
import { SparekeyError } from 'sparekey'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Secret } from '../secret.ts'
import { DocumentError, fetchDocument } from './documents.ts'
import { type IssuerKey, readJwks } from './jwks.ts'

/** The app at an issuer. */
export interface OidcClient {
  /** `https://accounts.google.com` for Google. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  /** Where people come back to. */
  readonly redirectUri: string
}

/** What the browser and the key publisher need of the issuer's discovery document. */
export interface IssuerMetadata {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly jwksUri: string
}

/** The discovery document is not this issuer's, or not one that we can use. */
export class IssuerMetadataError extends SparekeyError {
  override readonly name = 'IssuerMetadataError'
  override readonly code = 'issuer_metadata'

  constructor(issuer: string, problem: string) {
    super(`The discovery document of ${issuer} is not used: ${problem}.`)
  }
}

/** The issuer gives no token for this code. */
export class CodeRefusedError extends SparekeyError {
  override readonly name = 'CodeRefusedError'
  override readonly code = 'oidc_refused'

  constructor(problem: string) {
    super(`The issuer gave no token: ${problem}.`)
  }
}

/** Where people come back to, of the app's origin. */
export const callbackPath = '/sign-in/callback'

const MEMORY = 3_600_000
const PATIENCE = 10_000

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  response_types_supported: z.array(z.string()),
  id_token_signing_alg_values_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()).default(['S256']),
})
// What else an error says may quote what was sent.
const errorSchema = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) })
const tokensSchema = z.object({ id_token: z.string().max(8192) })

export class OidcIssuer {
  readonly #client: OidcClient
  readonly #clock: Clock
  #known: { metadata: IssuerMetadata; at: number } | undefined
  #knownKeys: readonly IssuerKey[] = []

  constructor(client: OidcClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /**
   * Its discovery document (OpenID Connect Discovery 1.0), read again after an hour; an older one does while it is silent.
   * @throws DocumentError, IssuerMetadataError
   */
  async metadata(): Promise<IssuerMetadata> {
    const now = this.#clock.now()
    if (this.#known && now - this.#known.at < MEMORY) return this.#known.metadata
    const { issuer } = this.#client
    try {
      const document = await fetchDocument(`${issuer}/.well-known/openid-configuration`)
      this.#known = { metadata: readMetadata(issuer, document), at: now }
    } catch (error) {
      if (!this.#known) throw error
    }
    return this.#known.metadata
  }

  /** Its keys as they were published when they were last read. */
  get knownKeys(): readonly IssuerKey[] {
    return this.#knownKeys
  }

  /**
   * Its keys as they are published now.
   * @throws DocumentError, IssuerMetadataError, JwksError
   */
  async keys(): Promise<readonly IssuerKey[]> {
    const { jwksUri } = await this.metadata()
    this.#knownKeys = readJwks(await fetchDocument(jwksUri))
    return this.#knownKeys
  }

  /**
   * Exchanges a code (RFC 6749 §4.1.3, RFC 7636) for the ID token, unread: whoever uses it checks it.
   * @throws CodeRefusedError, and what `metadata` throws
   */
  async exchange(code: string, codeVerifier: string): Promise<string> {
    const { tokenEndpoint } = await this.metadata()
    const { clientId, clientSecret, redirectUri } = this.#client
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      redirect: 'error',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
        ...{ client_id: clientId, client_secret: clientSecret.reveal(), code_verifier: codeVerifier },
      }),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((cause: unknown) => {
      throw new DocumentError(tokenEndpoint, 'unreachable', cause)
    })
    const body: unknown = await answer.json().catch(() => undefined)
    const tokens = tokensSchema.safeParse(body)
    if (answer.ok && tokens.success) return tokens.data.id_token
    const said = errorSchema.safeParse(body).data?.error
    throw new CodeRefusedError(said ?? `it answered ${answer.status}`)
  }
}

/** The issuer of a configuration, if it has one; nothing is asked yet. */
export function issuerOf(
  { oidc, origin }: Pick<Config, 'oidc' | 'origin'>,
  clock: Clock,
): OidcIssuer | undefined {
  return oidc && new OidcIssuer({ ...oidc, redirectUri: `${origin}${callbackPath}` }, clock)
}

function readMetadata(issuer: string, document: unknown): IssuerMetadata {
  const read = metadataSchema.safeParse(document)
  if (!read.success) {
    const members = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'shape'))]
    throw new IssuerMetadataError(issuer, `${members.join(', ')} is not as expected`)
  }
  const { authorization_endpoint, token_endpoint, jwks_uri } = read.data
  // OpenID Connect Discovery 1.0 §4.3: or it could be another issuer's.
  if (read.data.issuer !== issuer) throw new IssuerMetadataError(issuer, 'it is another issuer’s')
  const lists = [
    ['code', read.data.response_types_supported],
    ['RS256', read.data.id_token_signing_alg_values_supported],
    ['S256', read.data.code_challenge_methods_supported],
  ] as const
  const missing = lists.find(([wanted, offered]) => !offered.includes(wanted))
  if (missing) throw new IssuerMetadataError(issuer, `it does not offer ${missing[0]}`)
  for (const url of [authorization_endpoint, token_endpoint, jwks_uri])
    if (!isSafe(url)) throw new IssuerMetadataError(issuer, `${url} is not https`)
  return { authorizationEndpoint: authorization_endpoint, tokenEndpoint: token_endpoint, jwksUri: jwks_uri }
}

/** https, or this machine's own issuer of the local stack. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost')
}
