import type { UseQueryResult } from '@tanstack/react-query'
import type { Read } from './components/Loaded.tsx'

/** A query as screens take it. */
export function readOf<T>({ data, error, refetch }: UseQueryResult<T>): Read<T> {
  return { data, error, retry: () => void refetch() }
}
