import { QueryClient } from '@tanstack/react-query'
import { isTransient } from './apiErrors.ts'

/** How often something that may pass is asked again before the person is told. */
const attempts = 2

/** Queries are asked again only where that can help; a refusal is an answer. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        retry: (count, error) => count < attempts && isTransient(error),
      },
      mutations: { networkMode: 'always' },
    },
  })
}
