import type { Logger } from 'pino'
import type { Chain } from './chains.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db.ts'

/** What endpoints and jobs work with; made once, in main.ts. */
export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly log: Logger
}
