import { queryOptions } from '@tanstack/react-query'
import { whileUsed } from './activity.ts'
import { api } from './api.ts'

/** Networks and what the server can; the same for a whole visit. */
export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: () => api.config(),
  staleTime: Number.POSITIVE_INFINITY,
})

/** What holds for all customers; only administrators may ask. */
export const settingsQuery = queryOptions({ queryKey: ['settings'], queryFn: () => api.settings() })

/** What waits for a second operator. */
export const proposalsQuery = queryOptions({
  queryKey: ['proposals'],
  queryFn: () => api.proposals(),
  refetchInterval: whileUsed(15_000),
})

/** One account. */
export const accountQuery = (address: string) =>
  queryOptions({
    queryKey: ['account', address],
    queryFn: () => api.account(address),
  })
