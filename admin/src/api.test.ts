import { afterEach, expect, it, vi } from 'vitest'
import { ApiError, UnexpectedAnswerError } from '../../web/src/apiErrors.ts'
import { api } from './api.ts'
import { noteServerTime, serverNow } from './serverClock.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  noteServerTime(new Date(0).toUTCString(), 0)
})

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = status === 204 ? null : JSON.stringify(body)
  const fetched = vi.fn(async (..._call: unknown[]) => new Response(text, { status, headers }))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const page = { items: [], next: null }

it('asks with the filters that are set, and leaves out the others', async () => {
  const fetched = answer(200, page)
  await api.queue({ sort: 'ready', state: undefined, concern: '', cursor: 'a-b' })
  await api.queue({})
  await api.history('0xab/cd', { cursor: 'x' })
  expect(fetched.mock.calls.map(([path]) => path)).toEqual([
    '/api/queue?sort=ready&cursor=a-b',
    '/api/queue',
    '/api/accounts/0xab%2Fcd/history?cursor=x',
  ])
})

it('accepts nothing that it does not know', async () => {
  answer(200, { ...page, extra: 1 })
  await expect(api.queue({})).rejects.toBeInstanceOf(UnexpectedAnswerError)
})

it('tells what the server refuses by its code', async () => {
  const problem = {
    type: 'urn:x',
    title: 'Confirm',
    status: 403,
    code: 'confirmation_required',
    detail: 'Again.',
  }
  answer(403, problem)
  const error = await api.proposals().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ code: 'confirmation_required', status: 403 })
})

it('takes the time from every answer, refusals too', async () => {
  answer(500, {}, { date: 'Mon, 23 Nov 2099 12:00:00 GMT' })
  await api.proposals().catch(() => undefined)
  expect(new Date(serverNow()).getUTCFullYear()).toBe(2099)
})
