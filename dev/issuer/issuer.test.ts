import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { parseIdToken } from 'sparekey'
import { afterAll, expect, test } from 'vitest'
import { callbackPath } from '../../server/src/oidc/issuer.ts'
import { client, tokenHeader } from './client.ts'
import { people } from './people.ts'
import { signInAtIssuer } from './signIn.ts'
import { startIssuer } from './startIssuer.ts'

const appOrigin = 'http://localhost:4999'
const issuer = await startIssuer({ appOrigin })
afterAll(() => issuer.stop())

const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')
const redirectUri = `${appOrigin}${callbackPath}`
const [ada, bob] = people as [(typeof people)[0], (typeof people)[0]]

async function discovery() {
  const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`)
  return (await answer.json()) as Record<string, string>
}

async function authorizationUrl(
  pkce: Record<string, string> = { code_challenge: challenge, code_challenge_method: 'S256' },
): Promise<string> {
  const url = new URL((await discovery())['authorization_endpoint'] ?? '')
  url.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.id, redirect_uri: redirectUri, scope: 'openid' },
    ...{ state: 'the-state', nonce: 'the-nonce', prompt: 'select_account', ...pkce },
  }).toString()
  return url.href
}

async function exchange(code: string | null, more: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri },
    ...{ client_id: client.id, client_secret: client.secret, code_verifier: verifier, ...more },
  })
  return fetch((await discovery())['token_endpoint'] ?? '', { method: 'POST', body })
}

async function tokenOf(person: (typeof people)[0]): Promise<string> {
  const back = await signInAtIssuer(await authorizationUrl(), person)
  const { id_token: token } = (await (await exchange(back.searchParams.get('code'))).json()) as {
    id_token: string
  }
  return token
}

test('signs people in with the code flow, and its tokens are such as the chain reads', async () => {
  const back = await signInAtIssuer(await authorizationUrl(), ada)
  expect(back.origin + back.pathname).toBe(redirectUri)
  expect(back.searchParams.get('state')).toBe('the-state')
  const answer = await exchange(back.searchParams.get('code'))
  const { id_token: token } = (await answer.json()) as { id_token: string }
  const { claims, header, headerText } = parseIdToken(token)
  expect(headerText).toBe(tokenHeader.replace('$kid', header.kid))
  expect(claims).toMatchObject({
    ...{ iss: issuer.url, aud: client.id, azp: client.id, sub: ada.subject, nonce: 'the-nonce' },
  })
  expect(header.kid).toMatch(/^[0-9a-f]{40}$/)
  expect(claims.exp - claims.iat).toBe(3600)
})

test('asks again who it is, every time', async () => {
  const subjects = [decodeJwt(await tokenOf(ada)).sub, decodeJwt(await tokenOf(bob)).sub]
  expect(subjects).toEqual([ada.subject, bob.subject])
  const back = await signInAtIssuer(await authorizationUrl(), 'nobody')
  expect(back.searchParams.get('error')).toBe('access_denied')
})

test('J-30 refuses a code twice, another verifier, a start without one, and a plain one', async () => {
  const code = (await signInAtIssuer(await authorizationUrl(), ada)).searchParams.get('code')
  expect((await exchange(code, { code_verifier: 'w'.repeat(43) })).status).toBe(400)
  const other = (await signInAtIssuer(await authorizationUrl(), ada)).searchParams.get('code')
  expect((await exchange(other)).status).toBe(200)
  expect((await exchange(other)).status).toBe(400)
  for (const pkce of [{}, { code_challenge: verifier, code_challenge_method: 'plain' }]) {
    const back = await signInAtIssuer(await authorizationUrl(pkce), ada)
    expect(back.searchParams.get('error')).toBe('invalid_request')
    expect(back.searchParams.has('code')).toBe(false)
  }
})

test('rotates its key: the one before is still published, the one before that is not', async () => {
  const kids = async () => {
    const answer = await fetch((await discovery())['jwks_uri'] ?? '')
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }
  const kidOf = (token: string) => decodeProtectedHeader(token).kid
  const first = await tokenOf(ada)
  issuer.rotateKey()
  const second = await tokenOf(ada)
  expect(kidOf(second)).not.toBe(kidOf(first))
  expect((await kids()).toSorted()).toEqual([kidOf(first), kidOf(second)].toSorted())
  issuer.rotateKey()
  expect(await kids()).not.toContain(kidOf(first))
  const keys = createRemoteJWKSet(new URL((await discovery())['jwks_uri'] ?? ''))
  expect((await jwtVerify(second, keys, { issuer: issuer.url, audience: client.id })).payload.sub).toBe(
    ada.subject,
  )
})
