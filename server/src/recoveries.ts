// Recoveries as the operator's queue shows them: a row per request, made again from requests, events, approvals and mails
// whenever one of them has changed. Nothing else reads these rows.
import { and, count, countDistinct, desc, eq, gt, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import { type Database, transact } from './db.ts'
import type { Http } from './endpoint.ts'
import type { Job } from './jobs.ts'
import { isLive, type Turn, turnsOf } from './liveness.ts'
import { startLoop } from './loop.ts'
import { deviceOf } from './mail/caller.ts'
import { toldToGuardiansOnly } from './notices/noticeWork.ts'
import type { RequestRow } from './requestFacts.ts'
import { lookupHash } from './seal.ts'
import { events } from './tables/events.ts'
import { contacts, emailGuardians, mails } from './tables/mailboxes.ts'
import { recoveries, recoveryWork, seenDevices } from './tables/recoveries.ts'
import { approvals, requests } from './tables/requests.ts'
import { webhooks } from './tables/webhooks.ts'

const DAY = 86_400
/** Seconds within which several accounts from one network address are noticed. */
const LATELY = DAY
/** Seconds before a recovery within which changes to guardians, mailboxes and contacts are noticed. */
const CHANGED_LATELY = 7 * DAY
/** Requests of one account that are looked at: anybody can ask for as many as the limits let through. */
const MOST = 500
/** Rows in one statement. */
const TOUCHED_AT_ONCE = 1_000
/** How long browsers and network addresses are remembered, in seconds. */
const REMEMBERED = 180 * DAY

type Parts = Pick<Context, 'config' | 'clock'>
type Row = typeof recoveries.$inferInsert

/** Where a call comes from, for comparing only; nothing where there is no dashboard to show it. */
function marksOf({ config }: Pick<Context, 'config'>, http: Http, peer: string) {
  if (!config.admin) return undefined
  const device = deviceOf(http.req.header('user-agent'))
  return {
    device,
    peerHash: lookupHash({ config }, 'peer', peer),
    deviceHash: lookupHash({ config }, 'device', device),
  }
}

/** Remembers with what browser and from which network address an owner was signed in. */
export async function noteDevice(
  tx: Database,
  context: Parts,
  { account, http, peer }: { account: string; http: Http; peer: string },
): Promise<void> {
  const marks = marksOf(context, http, peer)
  if (!marks) return
  const lastSeenAt = dateOf(context.clock)
  await tx
    .insert(seenDevices)
    .values([marks.peerHash, marks.deviceHash].map((mark) => ({ account, mark, lastSeenAt })))
    .onConflictDoUpdate({ target: [seenDevices.account, seenDevices.mark], set: { lastSeenAt } })
}

/** Puts a request that was just made into the queue, with where it came from. */
export async function enqueueRecovery(
  tx: Database,
  context: Parts,
  { hash, account, http, peer }: { hash: string; account: string; http: Http; peer: string },
): Promise<void> {
  const marks = marksOf(context, http, peer)
  if (!marks) return touchRecoveries(tx, [account])
  await refreshRecoveries(tx, context, account)
  const { device, peerHash, deviceHash } = marks
  const [seen] = await tx
    .select({ marks: count() })
    .from(seenDevices)
    .where(and(eq(seenDevices.account, account), inArray(seenDevices.mark, [peerHash, deviceHash])))
  const same = and(
    eq(recoveries.peerHash, peerHash),
    gt(recoveries.createdAt, dateOf(context.clock, -LATELY)),
  )
  const others = await tx
    .select({ accounts: countDistinct(recoveries.account) })
    .from(recoveries)
    .where(and(same, ne(recoveries.account, account)))
  const isSharedAddress = (others[0]?.accounts ?? 0) > 0
  await tx
    .update(recoveries)
    .set({ device, peerHash, isNewDevice: (seen?.marks ?? 0) === 0, isSharedAddress })
    .where(and(eq(recoveries.hash, hash), isNull(recoveries.peerHash)))
  if (isSharedAddress) await tx.update(recoveries).set({ isSharedAddress }).where(same)
}

/** Has an account's recoveries looked at again soon; in the transaction of what was said about them. */
export async function touchRecoveries(tx: Database, accounts: readonly string[]): Promise<void> {
  // Always in the same order: two that touch the same never wait for each other.
  const addresses = [...new Set(accounts.map((account) => account.toLowerCase()))].sort()
  for (let from = 0; from < addresses.length; from += TOUCHED_AT_ONCE) {
    const values = addresses.slice(from, from + TOUCHED_AT_ONCE).map((account) => ({ account }))
    await tx.insert(recoveryWork).values(values).onConflictDoNothing()
  }
}

/** Makes an account's rows as they should be now. */
async function refreshRecoveries(tx: Database, context: Parts, account: string): Promise<void> {
  const rows = await tx
    .select()
    .from(requests)
    .where(eq(requests.account, account))
    .orderBy(desc(requests.createdAt))
    .limit(MOST)
  if (rows.length === 0) return
  const facts = await factsOf(tx, context, account)
  const made = rows.map((row) => rowOf(row, facts, context))
  await tx
    .insert(recoveries)
    .values(made)
    .onConflictDoUpdate({
      target: recoveries.hash,
      set: {
        state: sql`excluded.state`,
        readyAt: sql`excluded.ready_at`,
        endsAt: sql`excluded.ends_at`,
        closedAt: sql`case when excluded.closed_at is null then null else coalesce(${recoveries.closedAt}, excluded.closed_at) end`,
        approvals: sql`excluded.approvals`,
        isChangedLately: sql`excluded.is_changed_lately`,
        isEmailAlone: sql`excluded.is_email_alone`,
        isUndelivered: sql`excluded.is_undelivered`,
      },
    })
}

interface Facts {
  readonly turns: readonly Turn[]
  readonly started: readonly (typeof events.$inferSelect)[]
  readonly signers: ReadonlyMap<string, ReadonlySet<string>>
  /** When guardians, mailboxes or contacts were changed. */
  readonly changes: readonly Date[]
  /** When messages were written that did not arrive. */
  readonly lost: readonly Date[]
  /** Hashes of those of which only guardians are told. */
  readonly untold: ReadonlySet<string>
}

const changing = ['PolicySet', 'PolicyCleared']
const starting = ['RecoveryStarted', 'RecoveryAdvanced']

async function factsOf(tx: Database, { clock }: Parts, account: string): Promise<Facts> {
  const told = await tx
    .select()
    .from(events)
    .where(and(eq(events.account, account), eq(events.isWithdrawn, false)))
    .orderBy(events.chainId, events.blockNumber, events.logIndex)
  const approved = await tx
    .select({ hash: approvals.requestHash, signer: approvals.signer })
    .from(approvals)
    .innerJoin(requests, eq(requests.hash, approvals.requestHash))
    .where(eq(requests.account, account))
  const since = dateOf(clock, -100 * DAY)
  const changed = await Promise.all(
    [contacts, emailGuardians].map((table) =>
      tx.select({ at: table.createdAt }).from(table).where(eq(table.account, account)),
    ),
  )
  const lost = await tx
    .select({ at: mails.createdAt })
    .from(mails)
    .where(
      and(
        ...[eq(mails.account, account), gt(mails.createdAt, since), ne(mails.kind, 'code')],
        or(eq(mails.state, 'bounced'), eq(mails.state, 'expired')),
      ),
    )
  const refused = await tx
    .select({ at: webhooks.createdAt })
    .from(webhooks)
    .where(and(eq(webhooks.account, account), eq(webhooks.state, 'failed')))
  const signers = Map.groupBy(approved, ({ hash }) => hash)
  return {
    turns: await turnsOf(tx, account),
    started: told.filter(({ name }) => starting.includes(name)),
    signers: new Map([...signers].map(([hash, rows]) => [hash, new Set(rows.map(({ signer }) => signer))])),
    changes: [
      ...changed.flat().map(({ at }) => at),
      ...told.flatMap(({ name, createdAt }) => (changing.includes(name) ? [createdAt] : [])),
    ],
    lost: [...lost, ...refused].map(({ at }) => at),
    untold: await toldToGuardiansOnly(tx, account),
  }
}

function rowOf(row: RequestRow, facts: Facts, { clock, config }: Parts): Row {
  const { hash, account, createdAt, request } = row
  const latest = new Map(
    facts.started.flatMap((event) => (event.requestHash === hash ? [[event.chainId, event.values]] : [])),
  )
  const times = (name: string) => [...latest.values()].map((values) => Number(values[name] ?? 0))
  const isStarted = latest.size > 0
  const ends = isStarted ? Math.max(...times('end')) : request.deadline
  const isOver = ends * 1000 < clock.now() || !isLive(row, facts.turns, clock.now() / 1000)
  const signers = [...(facts.signers.get(hash) ?? [])]
  const guardian = config.email?.guardian.toLowerCase()
  return {
    ...{ hash, account, createdAt, approvals: signers.length },
    state: isStarted ? 'started' : signers.length > 0 ? 'approved' : 'asked',
    readyAt: isStarted ? new Date(Math.max(...times('ready')) * 1000) : null,
    endsAt: new Date(ends * 1000),
    closedAt: isOver ? dateOf(clock) : null,
    // What nobody has asked for here comes from somewhere that was never seen.
    ...{ peerHash: null, device: null, isNewDevice: config.admin !== undefined, isSharedAddress: false },
    isChangedLately: facts.changes.some((at) => at.getTime() > createdAt.getTime() - CHANGED_LATELY * 1000),
    isEmailAlone:
      guardian !== undefined && signers.length > 0 && signers.every((signer) => signer.startsWith(guardian)),
    isUndelivered: facts.untold.has(hash) || facts.lost.some((at) => at >= createdAt),
  }
}

const POLL = 1_000
const AT_ONCE = 100

/** Keeps the queue as it should be; where there is no dashboard, what is to be looked at waits for one. */
export function recoveryQueue(context: Context): Job {
  const { log, config } = context
  if (!config.admin) return { stop: async () => {} }
  return startLoop({ name: 'recovery queue', log, every: POLL, pass: () => passOver(context) })
}

/** Looks at accounts that were touched, and closes what is too late. */
export async function passOver(context: Context): Promise<boolean> {
  const { db, clock } = context
  const now = dateOf(clock)
  await db
    .update(recoveries)
    .set({ closedAt: now })
    .where(and(isNull(recoveries.closedAt), lt(recoveries.endsAt, now)))
  const touched = await db.select().from(recoveryWork).limit(AT_ONCE)
  for (const { account } of touched)
    await transact(db, async (tx) => {
      // Removed first: whoever touches it meanwhile waits, and is heard.
      await tx.delete(recoveryWork).where(eq(recoveryWork.account, account))
      await refreshRecoveries(tx, context, account)
    })
  return touched.length === AT_ONCE
}

/** Forgets browsers and addresses that were not seen for half a year. */
export async function forgetDevices({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await db.delete(seenDevices).where(lt(seenDevices.lastSeenAt, dateOf(clock, -REMEMBERED)))
}
