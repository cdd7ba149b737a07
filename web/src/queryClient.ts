import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isApiError, isTransient } from './apiErrors.ts'
import { endSession } from './session.ts'

/** How often something that may pass is asked again before the person is told. */
const attempts = 2

/** Queries are asked again only where that can help; a refusal is an answer. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    // A session that ended elsewhere, or by itself, ends here with the first answer that says so.
    queryCache: new QueryCache({
      onError: (error) => isApiError(error, 'session_required') && endSession(client),
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        retry: (count, error) => count < attempts && isTransient(error),
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}
