import { useQueryClient } from '@tanstack/react-query'
import { isApiError } from '../../web/src/apiErrors.ts'
import { assertPasskey } from '../../web/src/assertPasskey.ts'
import { api } from './api.ts'
import { serverNow } from './serverClock.ts'
import { sessionQuery } from './session.ts'

/** How the server says that it wants to see the passkey again. */
const wanted = 'confirmation_required'
/** Milliseconds that a confirmation must still last, so that it does not run out on the way. */
const margin = 10_000

/**
 * Does what the server does only for somebody who has just shown the passkey again: asks for it first where that is due.
 * The browser's own prompt is the question; whoever declines it has changed nothing.
 */
export function useConfirmed(): <T>(work: () => Promise<T>) => Promise<T> {
  const client = useQueryClient()
  const confirm = async () => {
    const session = await api.confirm(await assertPasskey(await api.confirmOptions()))
    client.setQueryData(sessionQuery.queryKey, session)
  }
  return async (work) => {
    const until = client.getQueryData(sessionQuery.queryKey)?.confirmedUntil
    if (!until || Date.parse(until) < serverNow() + margin) await confirm()
    try {
      return await work()
    } catch (error) {
      if (!isApiError(error, wanted)) throw error
      await confirm()
      return work()
    }
  }
}
