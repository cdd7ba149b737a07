import { desc, eq } from 'drizzle-orm'
import { gatheredRequestSchema } from 'sparekey/schema'
import { z } from 'zod'
import { parseAddress } from '../../accounts.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { gathered } from '../../gathered.ts'
import { isLive, turnsOf } from '../../liveness.ts'
import { requests } from '../../tables/requests.ts'

/** As many as a person can look at; who wants to hide one among thousands must make them first. */
const MOST = 50

/** GET /api/accounts/:address/requests */
export const getAccountRequests = endpoint({
  name: 'GET /api/accounts/:address/requests',
  summary: "The account's recoveries that can still come to something, latest first.",
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
      .orderBy(desc(requests.createdAt))
      .limit(MOST * 4)
    const turns = await turnsOf(db, address)
    const live = rows.filter((row) => isLive(row, turns, clock.now() / 1000)).slice(0, MOST)
    return Promise.all(live.map((row) => gathered(db, row)))
  },
})
