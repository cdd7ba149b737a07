import type { Logger } from 'pino'

/** What the app notes about a call. */
export interface Variables {
  requestId: string
  /** Writes the request's id with every line. */
  log: Logger
}
