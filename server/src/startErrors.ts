// What keeps a server from starting. Each says what was found, what was expected and what to do.
import { SparekeyError } from 'sparekey'

/** The environment is incomplete or contradicts itself. */
export class ConfigError extends SparekeyError {
  override readonly name = 'ConfigError'
  override readonly code = 'config_invalid'

  constructor(problems: readonly string[]) {
    super(`The server's settings cannot be used: ${problems.join('; ')}.`, {
      details: 'docs/operations.md lists all settings.',
    })
  }
}

/** Another living process uses the data directory. */
export class DataLockedError extends SparekeyError {
  override readonly name = 'DataLockedError'
  override readonly code = 'DATA_LOCKED'
  readonly pid: number

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}; two at once would destroy data. Stop that one first.`)
    this.pid = pid
  }
}

/** The embedded database's directory is neither empty nor whole (B-05). */
export class DatabaseDamagedError extends SparekeyError {
  override readonly name = 'DatabaseDamagedError'
  override readonly code = 'database_damaged'

  constructor(directory: string, missing: string, cause?: unknown) {
    super(`The database in ${directory} is not whole: ${missing} is missing.`, {
      cause,
      details:
        'Its first start was probably interrupted. Nothing was changed. Restore a copy, or move the directory away to begin with an empty database.',
    })
  }
}

/** The database was migrated by a newer version than this one, or by other migrations. */
export class SchemaMismatchError extends SparekeyError {
  override readonly name = 'SchemaMismatchError'
  override readonly code = 'schema_mismatch'

  constructor(migration: string) {
    super(`The database has the migration ${migration}, which this version does not know in this form.`, {
      details: 'Nothing was changed. Start the version that made it, or a newer one.',
    })
  }
}

/** Endpoints and their table of checks do not match. */
export class RouteTableError extends SparekeyError {
  override readonly name = 'RouteTableError'
  override readonly code = 'route_table'

  constructor(name: string) {
    super(`${name} is not served exactly once.`, {
      details: 'Expected one endpoint in app.ts for every row of checks.ts.',
    })
  }
}
