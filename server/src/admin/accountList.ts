// Finding accounts, and what an operator may see of one.
import { and, asc, count, eq, gt, isNull, like, or, sql } from 'drizzle-orm'
import type { AccountDetailJson } from 'sparekey/admin-schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { AccountRow } from '../accounts.ts'
import { dateOf } from '../clock.ts'
import { contactsOf } from '../contacts.ts'
import type { Context } from '../context.ts'
import { whyNoHelp } from '../help.ts'
import { passkeysOf } from '../passkeys.ts'
import { accounts } from '../tables/accounts.ts'
import { guardians } from '../tables/guardians.ts'
import { recoveries } from '../tables/recoveries.ts'
import { accountLocks, accountRecovery } from '../tables/settings.ts'
import { lockOf } from './locks.ts'
import { masked } from './mask.ts'
import { keyIn, PAGE, pageOf, textKey } from './page.ts'
import { pendingOf } from './queue.ts'

/** Accounts whose name or address begins like this, by name; all of them where nothing is asked for. */
export async function accountPage({ db, clock }: Context, text: string, cursor: string | undefined) {
  const prefix = `${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const key = keyIn(cursor, z.tuple([textKey]))
  const rows = await db
    .select({
      account: accounts,
      isLocked: sql<boolean>`exists(${db
        .select({ id: accountLocks.id })
        .from(accountLocks)
        .where(and(eq(accountLocks.account, accounts.address), gt(accountLocks.until, dateOf(clock))))})`,
      pending: sql<number>`(${db
        .select({ pending: count() })
        .from(recoveries)
        .where(and(eq(recoveries.account, accounts.address), isNull(recoveries.closedAt)))})`.mapWith(Number),
    })
    .from(accounts)
    .where(
      and(or(like(accounts.name, prefix), like(accounts.address, prefix)), key && gt(accounts.name, key[0])),
    )
    .orderBy(asc(accounts.name))
    .limit(PAGE + 1)
  return pageOf(
    rows,
    ({ account: { name, address, createdAt }, isLocked, pending }) => ({
      ...{ name, address: address as Hex, createdAt: createdAt.toISOString(), isLocked, pending },
    }),
    ({ account }) => [account.name],
  )
}

/** Everything that is shown of an account: how many guardians of which kind, never who. */
export async function accountDetail(context: Context, account: AccountRow): Promise<AccountDetailJson> {
  const { db, clock } = context
  const { name, createdAt } = account
  const address = account.address as Hex
  const [own] = await db.select().from(accountRecovery).where(eq(accountRecovery.account, address))
  const kinds = await db
    .select({ kind: guardians.kind, count: count() })
    .from(guardians)
    .where(eq(guardians.account, address))
    .groupBy(guardians.kind)
    .orderBy(guardians.kind)
  const passkeys = await passkeysOf(db, address)
  const contacts = await contactsOf(context, address)
  return {
    ...{ name, address, createdAt: createdAt.toISOString() },
    recovery: own?.recovery ?? 'default',
    isHelped: (await whyNoHelp(db, address, clock)) === undefined,
    lock: (await lockOf(db, address, clock)) ?? null,
    guardians: kinds,
    passkeys: passkeys.map((passkey) => ({
      label: passkey.label,
      createdAt: passkey.createdAt.toISOString(),
      lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
    })),
    contacts: contacts.map((contact) => ({ ...contact, address: masked(contact.address) })),
    pending: await pendingOf(context, address),
  }
}
