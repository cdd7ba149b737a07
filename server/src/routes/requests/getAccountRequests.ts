import { desc, eq, exists } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import { gatheredRequestSchema } from 'sparekey/schema'
import { z } from 'zod'
import { parseAddress } from '../../accounts.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { gathered } from '../../gathered.ts'
import { isLive, turnsOf } from '../../liveness.ts'
import { approvals, requests } from '../../tables/requests.ts'

/** As many as a person can look at. */
const MOST = 50
/** Anybody may ask for a recovery, but only guardians can approve one: those go first, so that none hides among others. */
const isApproved = exists(
  new QueryBuilder()
    .select({ hash: approvals.requestHash })
    .from(approvals)
    .where(eq(approvals.requestHash, requests.hash)),
)

/** GET /api/accounts/:address/requests */
export const getAccountRequests = endpoint({
  name: 'GET /api/accounts/:address/requests',
  summary:
    "The account's recoveries that can still come to something: those that guardians have approved first.",
  params: z.strictObject({ address: z.string().max(64) }),
  status: 200,
  answer: z.array(gatheredRequestSchema),
  errors: ['path_invalid', 'address_invalid', 'session_insufficient'],
  async handle({ params, session }, { db, clock }) {
    const address = parseAddress(params.address)
    if (address !== session.account) throw new Refusal('session_insufficient', { internal: 'not its own' })
    const rows = await db
      .select()
      .from(requests)
      .where(eq(requests.account, address))
      .orderBy(desc(isApproved), desc(requests.createdAt))
      .limit(MOST * 4)
    const turns = await turnsOf(db, address)
    const live = rows.filter((row) => isLive(row, turns, clock.now() / 1000)).slice(0, MOST)
    return Promise.all(live.map((row) => gathered(db, row)))
  },
})
