import type { QueuePageJson } from 'sparekey/admin-schema'
import { generatePrivateKey } from 'viem/accounts'
import { startPostgres } from '../../dev/parts/postgres.ts'
import { firstLink } from '../../server/src/admin/links.ts'
import { systemClock } from '../../server/src/clock.ts'
import type { Config } from '../../server/src/config.ts'
import { type Database, type OpenDatabase, openDatabase } from '../../server/src/db.ts'
import { createLog } from '../../server/src/log.ts'
import { migrate } from '../../server/src/migrate.ts'
import { Secret } from '../../server/src/secret.ts'
import { adminConfig, adminOrigin, adminOver, enrol } from '../../server/test/dashboard.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'

const recoveries = 100_000
/** Of each list, as far as it has as many. */
const pages = 40

const lists = [
  ...['sort=newest', 'sort=oldest', 'sort=ready', 'sort=concerns', 'state=asked', 'state=ready'],
  ...['concern=new-device', 'concern=shared-address', 'concern=changed-lately', 'concern=email-alone'],
  ...['concern=notice-undelivered', 'concern=email-alone&state=waiting', 'concern=new-device&sort=concerns'],
]

/**
 * `admin.queue.100k.p99`: pages of a queue of 100,000 open recoveries on PostgreSQL, in every order, with every filter, from
 * its beginning on; each is written into the audit log before it is shown. The slowest hundredth of about 500, one after the
 * other.
 */
export async function measureQueue(): Promise<Figure> {
  const postgres = await startPostgres()
  const database = await openDatabase({ databaseUrl: new Secret(postgres.url) })
  try {
    await migrate(database.db)
    await fill(database.queueDb)
    const get = await signedIn(database.db)
    const times: number[] = []
    for (const list of lists) times.push(...(await walk(get, list)))
    const p99 = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
    return { name: 'admin.queue.100k.p99', value: Math.round(p99 * 10) / 10, unit: 'ms', limit: 100 }
  } finally {
    await database.close()
    await postgres.stop()
  }
}

type Get = (query: string) => Promise<QueuePageJson>

/** Times of the first pages of one list, one after the other. */
async function walk(get: Get, list: string): Promise<number[]> {
  const times: number[] = []
  for (let next: string | null = ''; next !== null && times.length < pages; ) {
    const begun = performance.now()
    const page: QueuePageJson = await get(`${list}${next && `&cursor=${next}`}`)
    times.push(performance.now() - begun)
    next = page.next
  }
  return times
}

async function signedIn(db: Database): Promise<Get> {
  const key = new Secret(generatePrivateKey())
  const config: Config = {
    ...{ rpId: 'localhost', origin: 'http://localhost:4000', host: '127.0.0.1', port: 0, networks: [] },
    factoryStaker: '0x5a00000000000000000000000000000000000009',
    ...{ relayerKey: key, lookupKey: key, trustedProxies: [], rateFactor: 1e5, admin: adminConfig },
    logLevel: 'silent',
  }
  const context = { config, clock: systemClock, db, chains: [], log: createLog(config) }
  const link = await firstLink(context, adminOrigin)
  const { browser, answer } = await enrol(adminOver(context), link ?? '', { name: 'Bench' })
  if (answer.status !== 201) throw new MeasurementError(`nobody could sign in: ${answer.status}`)
  return async (query) => {
    const { status, body } = await browser.get(`/api/queue?${query}`)
    if (status !== 200) throw new MeasurementError(`${query} answered ${status} ${JSON.stringify(body)}`)
    return body
  }
}

/** Accounts with five recoveries each; concerns as they would be spread, the rare ones rare. */
async function fill(db: OpenDatabase['queueDb']): Promise<void> {
  const account = "'0x' || lpad(to_hex(n / 5 + 1048576), 40, 'a')"
  await db.executeSql(`insert into accounts (address, name, user_handle, first_x, first_y, salt, created_at)
    select distinct ${account}, 'bench-' || n / 5, 'handle-' || n / 5, '0x', '0x', '0x', now()
    from generate_series(0, ${recoveries - 1}) n`)
  await db.executeSql(`insert into requests (hash, account, request, new_passkey_label, credential_id)
    select '0x' || lpad(to_hex(n), 64, '0'), ${account}, '{"newSigner":"0xab"}'::jsonb, 'Bench_x7k2', '' || n
    from generate_series(0, ${recoveries - 1}) n`)
  await db.executeSql(`insert into recoveries (hash, account, created_at, state, ready_at, ends_at, approvals, peer_hash, device,
      is_new_device, is_shared_address, is_changed_lately, is_email_alone, is_undelivered)
    select '0x' || lpad(to_hex(n), 64, '0'), ${account}, now() - make_interval(secs => ((n::bigint * 7919) % 600000)::double precision),
      case n % 3 when 0 then 'asked' when 1 then 'approved' else 'started' end,
      case when n % 3 = 2 then now() + make_interval(secs => ((n::bigint * 104729) % 500000 - 250000)::double precision) end,
      now() + interval '30 days', n % 4, 'peer-' || n % 5000, 'Chrome on Android',
      n % 2 = 0, n % 11 = 0, n % 17 = 0, n % 101 = 0, n % 499 = 0
    from generate_series(0, ${recoveries - 1}) n`)
  for (const table of ['accounts', 'requests', 'recoveries']) await db.executeSql(`analyze ${table}`)
}
