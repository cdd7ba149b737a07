import { afterEach, expect, it, vi } from 'vitest'
import { api } from './api.ts'
import { ApiError, ApiUnavailableError, isTransient, UnexpectedAnswerError } from './apiErrors.ts'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const fetched = vi.fn(
    async (..._call: unknown[]) => new Response(status === 204 ? null : text, { status, headers }),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const problem = { type: 'urn:x', title: 'Too many tries', status: 429, code: 'rate_limited', detail: 'Wait.' }

it('turns a refusal into an error with the server’s code and the time to wait', async () => {
  answer(429, problem, { 'retry-after': '30' })
  const error = await api.session().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    code: 'rate_limited',
    status: 429,
    retryAfter: 30,
    shortMessage: 'Too many tries',
  })
  expect(isTransient(error)).toBe(false)
})

it('takes a page of a proxy for a server that is down', async () => {
  answer(502, '<html>')
  await expect(api.session()).rejects.toBeInstanceOf(ApiUnavailableError)
})

it('takes no connection for a server that is down', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(api.session()).rejects.toBeInstanceOf(ApiUnavailableError)
})

it('accepts nothing that it does not know', async () => {
  answer(200, { kind: 'full', account: { name: 'alice' } })
  await expect(api.session()).rejects.toBeInstanceOf(UnexpectedAnswerError)
})

it('sends JSON to an encoded path, and takes an empty answer', async () => {
  const fetched = answer(204, '')
  await api.forgetPasskey('a/b?c')
  expect(fetched.mock.calls[0]?.[0]).toBe('/api/passkeys/a%2Fb%3Fc')
})
