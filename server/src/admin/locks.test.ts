// many lock and unlock at once.
import { asc, eq } from 'drizzle-orm'
import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import { adminConfig } from '../../test/operators.ts'
import { register, useServer } from '../../test/server.ts'
import { transact } from '../db.ts'
import { Refusal } from '../errors.ts'
import { audit } from '../tables/audit.ts'
import { accountLocks } from '../tables/settings.ts'
import { lockAccount, lockOf, unlockAccount } from './locks.ts'
import { verifyAudit } from './verifyAudit.ts'

const server = useServer({ config: { admin: adminConfig } })
const ROUNDS = 1_000
const AT_ONCE = 16

test('A-09 two admins lock and unlock an account 1,000 times at once: what was committed last holds, and every change is in the log, in order', async () => {
  const { context } = server
  const { db, clock } = context
  const account = (await register(server)).session.account.address
  const begin = clock.now()
  const succeeded = { locks: 0, unlocks: 0 }
  const count = async (what: keyof typeof succeeded, work: Promise<unknown>) => {
    try {
      await work
      succeeded[what]++
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof Refusal)) throw error
      expect(['lock_shorter', 'not_locked']).toContain(error.code)
    }
  }
  const lock = (by: string, round: number) => {
    const until = new Date(begin + 3_600_000 + round)
    return transact(db, (tx) => lockAccount(tx, context, { account, reason: 'mailbox taken', until, by }))
  }
  const unlock = async (by: string) => {
    const lockId = (await lockOf(db, account, clock))?.id ?? 'none'
    return transact(db, (tx) => unlockAccount(tx, context, { account, lockId, by, details: {} }))
  }
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round)
  const worker = async (by: string) => {
    for (let round = rounds.pop(); round !== undefined; round = rounds.pop())
      await (round % 2 ? count('locks', lock(by, round)) : count('unlocks', unlock(by)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => worker(index % 2 ? 'Ada' : 'Cleo')))
  const lines = await db.select().from(audit).where(eq(audit.subject, account)).orderBy(asc(audit.n))
  expect(lines.filter(({ action }) => action === 'account.locked')).toHaveLength(succeeded.locks)
  expect(lines.filter(({ action }) => action === 'account.unlocked')).toHaveLength(succeeded.unlocks)
  expect(Math.min(succeeded.locks, succeeded.unlocks)).toBeGreaterThan(10)
  // Told again from the log: each unlocking ends the lock before it, and the last line is what holds.
  let told: string | undefined
  for (const { action, details } of lines) {
    const { lock: id } = JSON.parse(details) as { lock: string }
    if (action === 'account.unlocked') expect(id).toBe(told)
    told = action === 'account.locked' ? id : undefined
  }
  const [row] = await db.select().from(accountLocks).where(eq(accountLocks.account, account))
  expect(row?.id).toBe(told)
  expect((await verifyAudit(db)).problem).toBeUndefined()
}, 240_000)

test('a lock ends by itself, at the second that was said', async () => {
  const { context, skip } = server
  const account: Hex = (await register(server)).session.account.address
  const until = new Date(context.clock.now() + 60_000)
  await lockAccount(context.db, context, { account, reason: 'a minute', until, by: 'Ada' })
  skip(58)
  expect(await lockOf(context.db, account, context.clock)).toMatchObject({ reason: 'a minute', by: 'Ada' })
  skip(2)
  expect(await lockOf(context.db, account, context.clock)).toBeUndefined()
  const again = new Date(context.clock.now() + 30_000)
  await lockAccount(context.db, context, { account, reason: 'once more', until: again, by: 'Cleo' })
  expect(await lockOf(context.db, account, context.clock)).toMatchObject({ by: 'Cleo' })
})
