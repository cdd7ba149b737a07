import { sql } from 'drizzle-orm'
import { ask, type Chain } from './chains.ts'
import type { Context } from './context.ts'

type Part = 'up' | 'down'

/** What answers now. */
export interface Readiness {
  status: Part
  database: Part
  /** By chain id. */
  networks: Record<string, Part>
}

/** Milliseconds for which an answer counts, so that whoever asks often does not load the networks. */
const LATELY = 5_000

const latest = new WeakMap<Context, { at: number; readiness: Promise<Readiness> }>()

/** Whether database and networks answered lately. */
export function readinessOf(context: Context): Promise<Readiness> {
  const now = context.clock.now()
  const known = latest.get(context)
  if (known && now >= known.at && now - known.at < LATELY) return known.readiness
  const readiness = askAll(context)
  latest.set(context, { at: now, readiness })
  return readiness
}

async function askAll({ db, chains }: Context): Promise<Readiness> {
  const [database, ...parts] = await Promise.all([
    partOf(db.execute(sql`select 1`)),
    ...chains.map((chain: Chain) => partOf(ask(chain, async () => undefined))),
  ])
  const networks = Object.fromEntries(chains.map(({ chainId }, index) => [chainId, parts[index] ?? 'down']))
  const status = [database, ...parts].every((part) => part === 'up') ? 'up' : 'down'
  return { status, database, networks }
}

const partOf = (answer: PromiseLike<unknown>): Promise<Part> =>
  Promise.resolve(answer).then(
    () => 'up',
    () => 'down',
  )
