import type { Endpoint } from '../../endpoint.ts'
import { getAccountRequests } from './getAccountRequests.ts'
import { getRequest } from './getRequest.ts'
import { postAcceptance } from './postAcceptance.ts'
import { postApprovals } from './postApprovals.ts'
import { postCancellation } from './postCancellation.ts'
import { postRequests } from './postRequests.ts'
import { postRequestsOptions } from './postRequestsOptions.ts'
import { postStart } from './postStart.ts'

/** Endpoints of recovery requests; each has its row in checks.ts. */
export const requestEndpoints: readonly Endpoint[] = [
  postRequestsOptions,
  postRequests,
  getRequest,
  postApprovals,
  postStart,
  postAcceptance,
  postCancellation,
  getAccountRequests,
]
