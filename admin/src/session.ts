import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { OperatorSessionJson } from 'sparekey/admin-schema'
import { ApiError } from '../../web/src/apiErrors.ts'
import { api } from './api.ts'

/** Who is signed in on this browser; null if nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<OperatorSessionJson | null> => {
    try {
      return await api.session()
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** Puts what a sign-in answered where every page reads it; what another operator saw goes. */
export function beginSession(client: QueryClient, session: OperatorSessionJson): void {
  forgetAll(client)
  client.setQueryData(sessionQuery.queryKey, session)
}

/** Forgets everything that the operator saw. */
export function endSession(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, null)
  forgetAll(client)
}

// The session's own entry is changed, never removed: pages that are open go on watching it.
function forgetAll(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'config' })
}
