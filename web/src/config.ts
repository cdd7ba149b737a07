import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { rememberNetworks } from './networkNames.ts'

/** GET /api/config, once: networks, relying party, and the contract in front of the account factory. */
export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: async () => {
    const config = await api.config()
    rememberNetworks(config.networks)
    return config
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})
