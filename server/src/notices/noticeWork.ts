// Which accounts are looked at, and when: those with somebody to tell.
import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db.ts'
import { events } from '../tables/events.ts'
import { contacts, emailGuardians, notices } from '../tables/mailboxes.ts'
import { noticeWork } from '../tables/noticeWork.ts'
import { eventNames, type History, historyOf } from './history.ts'
import { type Mark, overAlready } from './stages.ts'

/** The stage that marks a recovery of which nobody is told but mailboxes that guard the account. */
export const GUARDIANS_ONLY = 'guardians-only'

/** Accounts in one statement. */
const AT_ONCE = 1_000

/**
 * Has accounts looked at that somebody is told of; the others cost nothing. While one waits for other networks to say the
 * same, it goes on waiting.
 * @param accounts lower case
 */
export async function lookSoon(tx: Database, accounts: readonly string[]): Promise<void> {
  // In one order everywhere, so that two that write the same rows do not wait for each other.
  const sorted = [...new Set(accounts)].toSorted()
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const some = sql.join(
      sorted.slice(from, from + AT_ONCE).map((account) => sql`${account}`),
      sql`, `,
    )
    await tx.execute(sql`
      insert into ${noticeWork} (account, due_at)
      select account, 'epoch' from (
        select ${contacts.account} from ${contacts} where ${contacts.account} in (${some})
        union select ${emailGuardians.account} from ${emailGuardians} where ${emailGuardians.account} in (${some})
      ) told order by account
      on conflict (account) do update set due_at = excluded.due_at where not ${noticeWork.hasWaited}`)
  }
}

/**
 * Somebody is told of an account from now on. Call it in the transaction that keeps a contact or an e-mail guardian, before it does.
 * What runs is told soon; for the first one, what is over counts as told.
 */
export async function followAccount(tx: Database, account: string): Promise<void> {
  const address = account.toLowerCase()
  // For a further one not: what is just happening would never be told to the others.
  if (!(await isFollowed(tx, address)))
    await keepMarks(
      tx,
      address,
      overAlready(await readHistory(tx, address), () => 0),
      new Date(0),
    )
  const row = { account: address, dueAt: new Date(0) }
  await tx.insert(noticeWork).values(row).onConflictDoNothing()
}

async function isFollowed(tx: Database, account: string): Promise<boolean> {
  const [told, guards] = [
    await tx.$count(contacts, eq(contacts.account, account)),
    await tx.$count(emailGuardians, eq(emailGuardians.account, account)),
  ]
  return told + guards > 0
}

/** Everything that the chains have told of an account. */
export async function readHistory(tx: Database, account: string): Promise<History> {
  const rows = await tx.select().from(events).where(eq(events.account, account))
  return historyOf(rows.filter(({ name }) => eventNames.includes(name)))
}

/** Writes down that something was told; false if some of it was told already. */
export async function keepMarks(
  tx: Database,
  account: string,
  marks: readonly Mark[],
  createdAt: Date,
): Promise<boolean> {
  if (marks.length === 0) return true
  const kept = await tx
    .insert(notices)
    .values(marks.map((mark) => ({ ...mark, account, createdAt })))
    .onConflictDoNothing()
    .returning({ stage: notices.stage })
  return kept.length === marks.length
}

/** An account's recoveries of which nobody is told but mailboxes that guard it: whoever reads one may be who recovers. */
export async function toldToGuardiansOnly(tx: Database, account: string): Promise<ReadonlySet<string>> {
  const marked = and(eq(notices.account, account), eq(notices.stage, GUARDIANS_ONLY))
  const rows = await tx.select({ hash: notices.subject }).from(notices).where(marked)
  return new Set(rows.map(({ hash }) => hash))
}
