import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useConfirmed } from './useConfirmed.ts'

/**
 * Something that an operator does, for which the passkey may be asked again.
 * @param changes keys of what must be read again afterwards, whether it succeeded or not
 */
export function useAct<I, T>(work: (input: I) => Promise<T>, changes: readonly QueryKey[]) {
  const client = useQueryClient()
  const confirmed = useConfirmed()
  return useMutation({
    mutationFn: (input: I) => confirmed(() => work(input)),
    onSettled: () => Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}
