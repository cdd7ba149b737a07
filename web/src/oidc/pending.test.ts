import { afterEach, expect, test, vi } from 'vitest'
import { authorizationUrl, keep, type Pending, take } from './pending.ts'

const settings = {
  ...{ issuer: 'https://issuer.example', clientId: 'client', redirectUri: 'https://app.example/back' },
  authorizationEndpoint: 'https://issuer.example/auth?tenant=1',
}
const pending: Pending = {
  purpose: 'approve',
  ...{ state: 'the-state', codeVerifier: 'v'.repeat(43), nonce: 'the-nonce' },
  issuer: settings.issuer,
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

test('a quarter of an hour begins when somebody leaves, however long the page was open before', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('location', { pathname: '/recover', search: '?a=1' })
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
    removeItem: (name: string) => kept.delete(name),
  })
  vi.useFakeTimers()
  const backAfter = (minutes: number) => {
    keep(pending)
    vi.advanceTimersByTime(minutes * 60_000)
    return take()
  }
  vi.advanceTimersByTime(3_600_000)
  expect(backAfter(14)).toMatchObject({ pending, returnTo: '/recover?a=1' })
  expect(take()).toBeUndefined()
  expect(backAfter(15)).toBeUndefined()
  expect(kept.size).toBe(0)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
