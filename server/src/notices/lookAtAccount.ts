// One look at one account, in one transaction: what the chains have told, what was told already, and what follows. Any process may
// look, any number of times; whoever has the account's row decides, the others pass it by (B-07).
import { and, eq, lte } from 'drizzle-orm'
import type { Address } from 'viem'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import { type Database, transact } from '../db.ts'
import { touchRecoveries } from '../recoveries.ts'
import { accounts } from '../tables/accounts.ts'
import { notices } from '../tables/mailboxes.ts'
import { noticeWork } from '../tables/noticeWork.ts'
import type { History } from './history.ts'
import { GUARDIANS_ONLY, keepMarks, readHistory } from './noticeWork.ts'
import { type Recipients, recipientsOf } from './recipients.ts'
import { keyOf, type Mark, type Outcome, outcomeOf, overAlready, type Times } from './stages.ts'
import { isSecurity, tell } from './tell.ts'

/** Milliseconds for which one network's word is held back, so that several networks are one notice. */
const GATHER = 4_000

/**
 * Looks at an account, if it is due and nobody else does.
 * @param times the networks' clocks
 */
export async function lookAtAccount(context: Context, account: string, times: Times): Promise<void> {
  const due = and(eq(noticeWork.account, account), lte(noticeWork.dueAt, dateOf(context.clock)))
  const alone = await transact(context.db, async (tx) => {
    const [work] = await tx.select().from(noticeWork).where(due).for('update', { skipLocked: true })
    if (!work) return []
    const history = await readHistory(tx, account)
    const told = await toldOf(tx, account)
    const outcome = outcomeOf(history, told, times)
    if (outcome.isPartial && !work.hasWaited) {
      const waits = { hasWaited: true, dueAt: new Date(context.clock.now() + GATHER) }
      await tx.update(noticeWork).set(waits).where(eq(noticeWork.account, account))
      return []
    }
    const found = await follow(tx, context, { account, history, outcome, told, times })
    await later(tx, context, account, outcome.nextIn)
    return found
  })
  for (const requestHash of alone)
    context.log.warn(
      { account, requestHash, alert: 'notice_guardians_only' },
      'nobody but a guardian’s own mailbox is told of a recovery',
    )
}

async function toldOf(tx: Database, account: string): Promise<Set<string>> {
  const rows = await tx.select().from(notices).where(eq(notices.account, account))
  return new Set(rows.map(keyOf))
}

interface Look {
  readonly account: string
  readonly history: History
  readonly outcome: Outcome
  readonly told: ReadonlySet<string>
  readonly times: Times
}

/** Tells and writes down; returns recoveries of which nobody is told but whoever may have approved them. */
async function follow(tx: Database, context: Context, look: Look): Promise<string[]> {
  const { account, history, outcome, times } = look
  const [row] = await tx.select().from(accounts).where(eq(accounts.address, account))
  const everybody = row && (await recipientsOf(tx, context, { account, isSecurity: true }))
  if (!everybody || isNobody(everybody)) {
    // Who is told later is told of what runs then, not of what was.
    await keepMarks(tx, account, newOf(overAlready(history, times), look), dateOf(context.clock))
    return []
  }
  await forget(tx, account, outcome.unmarks)
  await keepMarks(tx, account, outcome.marks, dateOf(context.clock))
  const about = {
    ...{ account: account as Address, name: row.name, origin: context.config.origin, times },
    now: Math.floor(context.clock.now() / 1000),
    nameOf: (chainId: number) => nameOf(context, chainId),
  }
  for (const notice of outcome.notices) {
    const isSafety = isSecurity(notice)
    const to = isSafety ? everybody : await recipientsOf(tx, context, { account, isSecurity: false })
    await tell(tx, context, { notice, about, to })
  }
  if (!everybody.areGuardiansOnly) return []
  const hashes = outcome.notices.flatMap((notice) => ('recovery' in notice ? notice.recovery.hash : []))
  const concerns = newOf(
    [...new Set(hashes)].map((subject) => ({ subject, stage: GUARDIANS_ONLY })),
    look,
  )
  await keepMarks(tx, account, concerns, dateOf(context.clock))
  if (concerns.length > 0) await touchRecoveries(tx, [account])
  return concerns.map(({ subject }) => subject)
}

const isNobody = ({ mailboxes, webhooks }: Recipients) => mailboxes.length + webhooks.length === 0

const newOf = (marks: readonly Mark[], { told }: Look) => marks.filter((mark) => !told.has(keyOf(mark)))

const nameOf = ({ config }: Pick<Context, 'config'>, chainId: number): string =>
  config.networks.find((network) => network.chainId === chainId)?.name ?? `Network ${chainId}`

async function forget(tx: Database, account: string, marks: readonly Mark[]): Promise<void> {
  for (const { subject, stage } of marks)
    await tx
      .delete(notices)
      .where(and(eq(notices.account, account), eq(notices.subject, subject), eq(notices.stage, stage)))
}

async function later(tx: Database, { clock }: Context, account: string, nextIn: number | undefined) {
  const row = eq(noticeWork.account, account)
  if (nextIn === undefined) await tx.delete(noticeWork).where(row)
  else
    await tx
      .update(noticeWork)
      .set({ hasWaited: false, dueAt: dateOf(clock, nextIn) })
      .where(row)
}
