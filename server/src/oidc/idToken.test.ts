import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testConfig } from '../../test/server.ts'
import { Secret } from '../secret.ts'
import { redeem } from './idToken.ts'
import { issuerOf } from './issuer.ts'

const newKey = (kid: string) => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) })
const [own, other] = [newKey('own'), newKey('own')]
const body = { code: 'code', codeVerifier: 'v'.repeat(43) }

/** What this issuer publishes, and the token that it gives next. */
let published: { kid: string; publicKey: KeyObject }[] = [own]
let token = ''
let server: Server
let issuer: string
beforeAll(async () => {
  server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': {
        ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
        ...{ jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'] },
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/jwks': {
        keys: published.map(({ kid, publicKey }) => ({
          ...publicKey.export({ format: 'jwk' }),
          ...{ kid, alg: 'RS256', use: 'sig' },
        })),
      },
      '/token': { id_token: token },
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers[request.url ?? '']))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const time = 1_800_000_000
const clock = { now: () => time * 1000 }

/** A server's half of a sign-in at this issuer. */
function context() {
  const config = testConfig({
    oidc: {
      ...{ name: 'Own', issuer, clientId: 'client', clientSecret: new Secret('secret') },
      ...{ guardian: '0x5a0000000000000000000000000000000000000a', headers: [] },
    },
  })
  return { config, clock, oidc: issuerOf(config, clock) }
}

function tokenOf(claims: object = {}, { privateKey, kid } = own, header: object = {}): string {
  const about = { iss: issuer, aud: 'client', sub: 'ada', nonce: 'nonce', iat: time, exp: time + 3600 }
  const parts = [
    { alg: 'RS256', kid, ...header },
    { ...about, ...claims },
  ]
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
}

test('a token of this issuer for this app is given on, with the key that signed it', async () => {
  token = tokenOf({ azp: 'client' })
  const { idToken, claims, key } = await redeem(body, context())
  expect({ idToken, sub: claims.sub, kid: key.kid }).toEqual({ idToken: token, sub: 'ada', kid: 'own' })
})

test('K-05 a key that came again with another modulus is read anew', async () => {
  const known = context()
  token = tokenOf()
  await redeem(body, known)
  published = [other]
  token = tokenOf({}, other)
  expect((await redeem(body, known)).idToken).toBe(token)
  published = [own]
})

describe('refuses', () => {
  test.each([
    ['another issuer’s', () => tokenOf({ iss: 'https://accounts.google.com' })],
    ['one for another app', () => tokenOf({ aud: 'other' })],
    ['one for another party', () => tokenOf({ azp: 'other' })],
    ['one that has expired', () => tokenOf({ exp: time - 1 })],
    ['one that another key signed', () => tokenOf({}, other)],
    ['one of a key that is not published', () => tokenOf({}, { ...own, kid: 'gone' })],
    ['J-01 one without RS256', () => tokenOf({}, own, { alg: 'none' })],
    ['J-06 what is no token', () => 'a.b'],
  ])('%s', async (_, make) => {
    token = make()
    await expect(redeem(body, context())).rejects.toMatchObject({ code: 'oidc_refused' })
  })
})
