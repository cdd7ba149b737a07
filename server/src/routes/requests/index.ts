import type { Endpoint } from '../../endpoint.ts'

/** Endpoints of recovery requests; each has its row in checks.ts. */
export const requestEndpoints: readonly Endpoint[] = []
