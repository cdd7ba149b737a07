import { QueryObserver } from '@tanstack/react-query'
import type { SessionJson } from 'sparekey/schema'
import { expect, it, onTestFinished, vi } from 'vitest'
import { ApiError } from './apiErrors.ts'
import { createQueryClient } from './queryClient.ts'
import { beginSession, endSession, followOtherTabs, sessionQuery } from './session.ts'

const session = { kind: 'full', credentialId: 'a' } as SessionJson

it('tells screens that are open who signed in and out, and forgets the other account', () => {
  const client = createQueryClient()
  client.setQueryData(['passkeys'], ['of somebody else'])
  client.setQueryData(['config'], 'kept')
  const seen: unknown[] = []
  const observer = new QueryObserver(client, { ...sessionQuery, enabled: false })
  const stop = observer.subscribe(({ data }) => seen.push(data))
  beginSession(client, session)
  endSession(client)
  stop()
  expect(client.getQueryData(['passkeys'])).toBeUndefined()
  expect(client.getQueryData(['config'])).toBe('kept')
  expect(observer.getCurrentResult().data).toBeNull()
})

it('ends with the first answer that says that nobody is signed in', async () => {
  const client = createQueryClient()
  beginSession(client, session)
  const problem = {
    type: 'urn:x',
    title: 'Signed out',
    status: 401,
    code: 'session_required',
    detail: 'Sign in.',
  }
  const refused = () => Promise.reject(new ApiError(problem))
  await client.fetchQuery({ queryKey: ['passkeys'], queryFn: refused }).catch(() => undefined)
  expect(client.getQueryData(sessionQuery.queryKey)).toBeNull()
})

it('looks again when another tab has signed in or out', async () => {
  const [client, other] = [createQueryClient(), createQueryClient()]
  onTestFinished(followOtherTabs(client))
  for (const change of [() => beginSession(other, session), () => endSession(other)]) {
    client.setQueryData(sessionQuery.queryKey, session)
    client.setQueryData(['passkeys'], ['of whoever was signed in'])
    change()
    await vi.waitFor(() => expect(client.getQueryData(['passkeys'])).toBeUndefined())
    expect(client.getQueryState(sessionQuery.queryKey)?.isInvalidated).toBe(true)
  }
})
