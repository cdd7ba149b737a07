import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { nameProblem } from './accountName.ts'
import { api } from './api.ts'
import { isApiError } from './apiErrors.ts'
import type { NameState } from './screens/Welcome.tsx'

/** Milliseconds without a key before the server is asked. */
const pause = 350

/** What is known of a name as it is typed. */
export function useNameState(name: string): NameState {
  const settled = useSettled(name)
  const problem = nameProblem(name)
  const isAsking = name !== '' && !problem && settled === name
  const answer = useQuery({
    queryKey: ['name', settled],
    queryFn: () => isTaken(settled),
    enabled: isAsking,
    retry: false,
  })
  if (name === '') return 'empty'
  // A name that is not long enough yet is not wrong while somebody is typing it.
  if (problem) return settled === name || !problem.startsWith('Use at least') ? { problem } : 'empty'
  if (!isAsking || answer.isPending) return 'checking'
  if (answer.isError) return 'unknown'
  return answer.data ? 'taken' : 'free'
}

async function isTaken(name: string): Promise<boolean> {
  try {
    await api.account(name)
    return true
  } catch (error) {
    if (isApiError(error, 'account_unknown')) return false
    throw error
  }
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
