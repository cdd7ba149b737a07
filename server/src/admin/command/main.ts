// Commands on the host, against the same database as the server. With the embedded database the server must be stopped first.
import { pino } from 'pino'
import { SparekeyError } from 'sparekey'
import { systemClock } from '../../clock.ts'
import { configFromEnvironment } from '../../config.ts'
import { openDatabase } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { migrate } from '../../migrate.ts'
import { runAudit } from './audit.ts'
import { type CommandParts, runOperator } from './operator.ts'

const areas: Readonly<Record<string, (parts: CommandParts, parameters: readonly string[]) => Promise<void>>> =
  {
    operator: runOperator,
    audit: runAudit,
  }

async function main([area = '', ...parameters]: readonly string[]): Promise<void> {
  const run = areas[area] ?? runOperator
  const config = configFromEnvironment()
  const database = await openDatabase(config)
  try {
    await migrate(database.db)
    const log = pino({ level: 'silent' })
    const context = { config, clock: systemClock, db: database.db, chains: [], log }
    await run({ context, print: console.log }, parameters)
  } finally {
    await database.close()
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const isKnown = error instanceof SparekeyError || error instanceof Refusal
  console.error(error instanceof Refusal ? error.problem().detail : isKnown ? error.message : error)
  process.exitCode = 1
}
