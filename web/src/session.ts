import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { SessionJson } from 'sparekey/schema'
import { api } from './api.ts'
import { ApiError } from './apiErrors.ts'

/** Who is signed in on this browser; null if nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<SessionJson | null> => {
    try {
      return await api.session()
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

/** Puts what a sign-in answered where every screen reads it; what was known of another account goes. */
export function beginSession(client: QueryClient, session: SessionJson): void {
  forgetAccount(client)
  client.setQueryData(sessionQuery.queryKey, session)
  tellOtherTabs()
}

/** Forgets everything about the account that was signed in; the configuration stays. */
export function endSession(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, null)
  forgetAccount(client)
  tellOtherTabs()
}

/** The tabs of a browser share one session: what begins or ends it in one is looked up in the others. @returns how to stop */
export function followOtherTabs(client: QueryClient): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = () => {
    forgetAccount(client)
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
  }
  return () => channel.close()
}

const channelName = 'sparekey:session'

function tellOtherTabs(): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('changed')
  channel.close()
}

// The session's own entry is changed, never removed: screens that are open go on watching it.
function forgetAccount(client: QueryClient): void {
  const kept: readonly unknown[] = ['config', 'session']
  client.removeQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) })
}
