import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isApiError, isTransient } from '../../web/src/apiErrors.ts'
import { endSession } from './session.ts'

/** How often something that may pass is asked again before the operator is told. */
const attempts = 2

/** Queries are asked again only where that can help; a session that ended ends here with the first answer that says so. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => isApiError(error, 'session_required') && endSession(client),
    }),
    defaultOptions: {
      queries: {
        // Whoever opens a page sees what is, not what was a moment ago: another operator may have done something.
        staleTime: 0,
        networkMode: 'always',
        retry: (count, error) => count < attempts && isTransient(error),
      },
      mutations: {
        networkMode: 'always',
        onError: (error) => isApiError(error, 'session_required') && endSession(client),
      },
    },
  })
  return client
}
