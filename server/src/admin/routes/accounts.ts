// Accounts, as far as an operator may look at them and act for them.
import { eq } from 'drizzle-orm'
import {
  accountDetailSchema,
  accountPageSchema,
  accountRecoveryBodySchema,
  historyPageSchema,
  lockBodySchema,
  lockSchema,
} from 'sparekey/admin-schema'
import { addressSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountOf } from '../../accounts.ts'
import { transact } from '../../db.ts'
import { Refusal } from '../../errors.ts'
import { accountRecovery } from '../../tables/settings.ts'
import { accountDetail, accountPage } from '../accountList.ts'
import { record } from '../audit.ts'
import { adminEndpoint } from '../endpoint.ts'
import { historyPage } from '../history.ts'
import { lockAccount } from '../locks.ts'
import { cursorSchema } from '../page.ts'
import { noteView } from '../views.ts'

/** Path of one account. */
const accountParams = z.strictObject({ address: addressSchema })

/** GET /api/accounts */
export const getAccounts = adminEndpoint({
  name: 'GET /api/accounts',
  summary: 'Accounts by name or address, whole or how they begin.',
  query: z.strictObject({
    query: z
      .string()
      .trim()
      .max(64)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u)
      .default(''),
    cursor: cursorSchema,
  }),
  status: 200,
  answer: accountPageSchema,
  errors: ['path_invalid'],
  async handle({ query: { query, cursor }, session }, context) {
    const page = await accountPage(context, query, cursor)
    const details = { query, rows: page.items.length }
    await noteView(context, { by: session.name, action: 'accounts.viewed', details })
    return page
  },
})

/** GET /api/accounts/:address */
export const getAccount = adminEndpoint({
  name: 'GET /api/accounts/:address',
  summary: 'One account: its guardians by kind, passkeys, masked contacts, lock and open recoveries.',
  params: accountParams,
  status: 200,
  answer: accountDetailSchema,
  errors: ['path_invalid', 'account_unknown'],
  async handle({ params, session }, context) {
    const account = await accountOf(context.db, params.address)
    await noteView(context, { by: session.name, action: 'account.viewed', subject: account.address })
    return accountDetail(context.app, account)
  },
})

/** GET /api/accounts/:address/history */
export const getAccountHistory = adminEndpoint({
  name: 'GET /api/accounts/:address/history',
  summary: 'What has happened to an account, the newest first.',
  params: accountParams,
  query: z.strictObject({ cursor: cursorSchema }),
  status: 200,
  answer: historyPageSchema,
  errors: ['path_invalid', 'account_unknown'],
  async handle({ params, query, session }, context) {
    const { address } = await accountOf(context.db, params.address)
    const page = await historyPage(context.db, address, query.cursor)
    await noteView(context, { by: session.name, action: 'history.viewed', subject: address })
    return page
  },
})

/** POST /api/accounts/:address/lock */
export const postAccountLock = adminEndpoint({
  name: 'POST /api/accounts/:address/lock',
  summary:
    'Locks an account for a time, or for longer; `lockEffects` says what that stops and what it does not.',
  params: accountParams,
  body: lockBodySchema,
  status: 201,
  answer: lockSchema,
  errors: ['path_invalid', 'account_unknown', 'lock_time', 'lock_shorter'],
  async handle({ params, body, session }, { db, app }) {
    const { address } = await accountOf(db, params.address)
    const lock = { account: address as `0x${string}`, reason: body.reason, until: new Date(body.until) }
    return transact(db, (tx) => lockAccount(tx, app, { ...lock, by: session.name }))
  },
})

/** PUT /api/accounts/:address/recovery */
export const putAccountRecovery = adminEndpoint({
  name: 'PUT /api/accounts/:address/recovery',
  summary: 'Lets one account recover, or not, whatever holds for all; support can only let.',
  params: accountParams,
  body: accountRecoveryBodySchema,
  status: 200,
  answer: z.strictObject({ recovery: accountRecoveryBodySchema.shape.recovery }),
  errors: ['path_invalid', 'account_unknown', 'role_insufficient'],
  async handle({ params, body: { recovery, reason }, session }, { db, clock }) {
    if (recovery !== 'on' && session.role !== 'admin') throw new Refusal('role_insufficient')
    const { address } = await accountOf(db, params.address)
    await transact(db, async (tx) => {
      if (recovery === 'default') await tx.delete(accountRecovery).where(eq(accountRecovery.account, address))
      else
        await tx
          .insert(accountRecovery)
          .values({ account: address, recovery })
          .onConflictDoUpdate({ target: accountRecovery.account, set: { recovery } })
      const details = { recovery, reason }
      await record(tx, clock, { by: session.name, action: 'account.recovery', subject: address, details })
    })
    return { recovery }
  },
})
