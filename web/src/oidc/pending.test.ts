import { expect, test } from 'vitest'
import { authorizationUrl, type Pending } from './pending.ts'

const settings = {
  ...{ issuer: 'https://issuer.example', clientId: 'client', redirectUri: 'https://app.example/back' },
  authorizationEndpoint: 'https://issuer.example/auth?tenant=1',
}
const pending: Pending = {
  purpose: 'approve',
  ...{ state: 'the-state', codeVerifier: 'v'.repeat(43), nonce: 'the-nonce' },
  ...{ issuer: settings.issuer, returnTo: '/request', begunAt: 0 },
}

test('J-33 the issuer is asked for openid and for nothing else', async () => {
  const url = new URL(await authorizationUrl(pending, settings))
  expect(url.searchParams.getAll('scope')).toEqual(['openid'])
  // No `claims`, nor anything else by which more could be asked for (OpenID Connect Core 1.0, §5.5).
  expect([...url.searchParams.keys()].toSorted()).toEqual([
    ...['client_id', 'code_challenge', 'code_challenge_method', 'nonce', 'prompt', 'redirect_uri'],
    ...['response_type', 'scope', 'state', 'tenant'],
  ])
})
