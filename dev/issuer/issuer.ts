// "Dev Google": an OpenID issuer of the local stack, standing in for Google. Two people have accounts there; its keys rotate
// when it is told so. Made with oidc-provider, a certified implementation, so that nothing about the protocol is ours.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { type AccountClaims, type Configuration, interactionPolicy, type JWK } from 'oidc-provider'
import { chooserPage } from './chooserPage.ts'
import { keepKeys, newKey, readKeys } from './keys.ts'
import { people } from './people.ts'

/** What an issuer is made with. */
export interface IssuerParameters {
  /** Its own origin; `iss` in its tokens. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where its one client's people come back to. */
  readonly redirectUri: string
  /** Where its keys are kept; new ones at every start without it. */
  readonly keysFile?: string | undefined
}

export class Issuer {
  readonly #parameters: IssuerParameters
  #keys: readonly JWK[]
  #provider: Provider

  constructor(parameters: IssuerParameters) {
    this.#parameters = parameters
    const { keysFile } = parameters
    this.#keys = keysFile ? readKeys(keysFile) : [newKey()]
    this.#provider = this.#makeProvider()
  }

  /** Signs with a new key from now on; the one before it stays among the published ones until the next rotation. */
  rotateKey(): void {
    this.#keys = [newKey(), ...this.#keys.slice(0, 1)]
    // What people have begun is kept outside of it.
    this.#provider = this.#makeProvider()
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.#parameters.url)
    // Of the stack, which is no page: those say where they are from.
    if (pathname === '/rotate' && request.method === 'POST' && !request.headers.origin) {
      this.rotateKey()
      response.writeHead(204).end()
    } else if (pathname.startsWith('/choose/')) await this.#choose(request, response)
    else await this.#provider.callback()(request, response)
  }

  /** GET shows who has an account, POST is somebody's choice. */
  async #choose(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.#provider
    if (request.method !== 'POST') {
      const { params } = await provider.interactionDetails(request, response)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      response.end(chooserPage(people, String(params['client_id'])))
      return
    }
    const accountId = new URLSearchParams(await textOf(request)).get('account') ?? ''
    const result = people.some(({ subject }) => subject === accountId)
      ? { login: { accountId }, select_account: {} }
      : { error: 'access_denied', error_description: 'Nobody signed in.' }
    await provider.interactionFinished(request, response, result)
  }

  #makeProvider(): Provider {
    const { url, keysFile } = this.#parameters
    if (keysFile) keepKeys(keysFile, this.#keys)
    return new Provider(url, configuration(this.#parameters, this.#keys))
  }
}

function configuration(
  { clientId, clientSecret, redirectUri }: IssuerParameters,
  keys: readonly JWK[],
): Configuration {
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys: [...keys] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    // As in Google's tokens.
    claims: { openid: ['sub', 'azp'] },
    findAccount: (_, accountId) => ({
      accountId,
      claims: async (): Promise<AccountClaims> => ({ sub: accountId, azp: clientId }),
    }),
    interactions: { policy, url: (_, { uid }) => `/choose/${uid}` },
    // Nobody is asked again whether they mean it.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session?.accountId ?? '' })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    ttl: {
      IdToken: 3600,
      AuthorizationCode: 60,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      AccessToken: 600,
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
