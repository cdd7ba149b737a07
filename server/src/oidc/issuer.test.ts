import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseIdToken } from 'sparekey'
import { afterAll, describe, expect, test } from 'vitest'
import { client } from '../../../dev/issuer/client.ts'
import { type Person, people } from '../../../dev/issuer/people.ts'
import { signInAtIssuer } from '../../../dev/issuer/signIn.ts'
import { startIssuer } from '../../../dev/issuer/startIssuer.ts'
import { Secret } from '../secret.ts'
import { CodeRefusedError, callbackPath, IssuerMetadataError, OidcIssuer } from './issuer.ts'

const appOrigin = 'http://localhost:4999'
const running = await startIssuer({ appOrigin })
afterAll(() => running.stop())

let now = 1_760_000_000_000
const clock = { now: () => now }
const verifier = 'v'.repeat(43)
const redirectUri = `${appOrigin}${callbackPath}`
const issuerAt = (issuer: string, secret: string = client.secret) =>
  new OidcIssuer({ issuer, clientId: client.id, clientSecret: new Secret(secret), redirectUri }, clock)
const issuer = issuerAt(running.url)

async function codeFor(person: Person): Promise<string> {
  const url = new URL((await issuer.metadata()).authorizationEndpoint)
  url.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.id, redirect_uri: redirectUri, scope: 'openid' },
    ...{ state: 's', nonce: 'n', prompt: 'select_account', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  }).toString()
  return (await signInAtIssuer(url.href, person)).searchParams.get('code') ?? ''
}

const [ada] = people as [Person]

describe('exchange', () => {
  test('J-30 gives the token of whoever signed in, once', async () => {
    const code = await codeFor(ada)
    const { claims } = parseIdToken(await issuer.exchange(code, verifier))
    expect(claims).toMatchObject({ iss: running.url, aud: client.id, sub: ada.subject, nonce: 'n' })
    await expect(issuer.exchange(code, verifier)).rejects.toThrow('invalid_grant')
  })

  test('J-30 fails with another verifier, another code, or another secret, and says nothing of them', async () => {
    const other = 'w'.repeat(43)
    const attempts = [
      async () => issuer.exchange(await codeFor(ada), other),
      async () => issuer.exchange('made-up', verifier),
      async () => issuerAt(running.url, 'wrong-secret').exchange(await codeFor(ada), verifier),
    ]
    for (const attempt of attempts) {
      const error: unknown = await attempt().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(CodeRefusedError)
      expect((error as Error).message).toMatch(/^The issuer gave no token: (invalid_grant|invalid_client)\.$/)
    }
  })
})

describe('metadata', () => {
  const good = {
    authorization_endpoint: 'https://issuer.example/auth',
    token_endpoint: 'https://issuer.example/token',
    jwks_uri: 'https://issuer.example/jwks',
    response_types_supported: ['code', 'id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
  }

  async function serving(document: (url: string) => unknown) {
    let answer: unknown
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      if (answer === undefined) response.socket?.destroy()
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    answer = document(url)
    return {
      issuer: issuerAt(url),
      asked: () => asked,
      goSilent: () => {
        answer = undefined
      },
      stop: () => server.close(),
    }
  }

  test('is read again after an hour, and remembered while the issuer is silent', async () => {
    const scene = await serving((url) => ({ ...good, issuer: url }))
    const metadata = await scene.issuer.metadata()
    expect(metadata).toEqual({
      authorizationEndpoint: good.authorization_endpoint,
      tokenEndpoint: good.token_endpoint,
      jwksUri: good.jwks_uri,
    })
    now += 3_599_999
    await scene.issuer.metadata()
    expect(scene.asked()).toBe(1)
    now += 1
    await scene.issuer.metadata()
    expect(scene.asked()).toBe(2)
    scene.goSilent()
    now += 3_600_000
    expect(await scene.issuer.metadata()).toEqual(metadata)
    scene.stop()
  })

  test.each<[string, object]>([
    ['another issuer’s', { issuer: 'https://another.example' }],
    ['without a token endpoint', { token_endpoint: undefined }],
    ['with keys at an address without encryption', { jwks_uri: 'http://issuer.example/jwks' }],
    ['with a script for an address', { authorization_endpoint: 'javascript:alert(1)' }],
    ['of one that has no code flow', { response_types_supported: ['id_token'] }],
    ['of one that has no RS256', { id_token_signing_alg_values_supported: ['ES256'] }],
    ['J-30 of one that has no S256', { code_challenge_methods_supported: ['plain'] }],
  ])('a document is refused: %s', async (_, change) => {
    const scene = await serving((url) => ({ ...good, issuer: url, ...change }))
    await expect(scene.issuer.metadata()).rejects.toThrow(IssuerMetadataError)
    scene.stop()
  })
})
