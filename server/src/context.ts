import type { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Attester } from './attester.ts'
import type { Chain } from './chains.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db.ts'
import type { OidcIssuer } from './oidc/issuer.ts'

/** What endpoints and jobs work with; made once, in main.ts. */
export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly log: Logger
  /** Jobs that must survive a crash; none where there are no such jobs. */
  readonly queue?: PgBoss | undefined
  /** Vouches for who reads a mailbox; none where there is no e-mail. */
  readonly attester?: Attester | undefined
  /** Where people sign in as guardians, if anywhere. */
  readonly oidc?: OidcIssuer | undefined
}
