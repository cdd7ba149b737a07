// Every endpoint, in the order of the table of checks.
import type { Endpoint } from '../endpoint.ts'
import { getConfig } from './getConfig.ts'
import { requestEndpoints } from './requests/index.ts'

/** What createApp serves. */
export const endpoints: readonly Endpoint[] = [getConfig, ...requestEndpoints]
