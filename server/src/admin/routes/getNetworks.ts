import { and, count, desc, eq, gt, inArray, lte, max, min, sql } from 'drizzle-orm'
import { healthSchema } from 'sparekey/admin-schema'
import type { Hex } from 'viem'
import { getBalance, getBlockNumber } from 'viem/actions'
import { askEach } from '../../chains.ts'
import { dateOf } from '../../clock.ts'
import type { Context } from '../../context.ts'
import { checkpoints } from '../../tables/events.ts'
import { mails } from '../../tables/mailboxes.ts'
import { leases, submissions } from '../../tables/submissions.ts'
import { adminEndpoint } from '../endpoint.ts'

/** GET /api/health/networks */
export const getNetworks = adminEndpoint({
  name: 'GET /api/health/networks',
  summary: 'Whether networks, relayer, indexer and mail keep up.',
  status: 200,
  answer: healthSchema,
  errors: [],
  async handle(_, { app }) {
    const answers = await askEach(app.chains, async (client) => ({
      head: Number(await getBlockNumber(client)),
      balance: String(await getBalance(client, { address: client.account.address })),
    }))
    const networks = await Promise.all(
      app.chains.map(async ({ chainId, network, client }, index) => {
        const answer = answers[index]
        const said = answer && 'value' in answer ? answer.value : undefined
        const indexed = await indexedUpTo(app, chainId)
        const lag = said && indexed !== null ? Math.max(0, said.head - indexed) : null
        return {
          ...{
            chainId,
            name: network.name,
            isUp: said !== undefined,
            head: said?.head ?? null,
            indexed,
            lag,
          },
          relayer: {
            address: client.account.address.toLowerCase() as Hex,
            balance: said?.balance ?? null,
            ...(await workOn(app, chainId)),
            isHeld: await isHeld(app, `relayer ${chainId}`),
          },
          isIndexerHeld: await isHeld(app, `indexer ${chainId}`),
        }
      }),
    )
    return { networks, mail: app.config.email ? await mailOf(app) : null }
  },
})

async function indexedUpTo({ db }: Context, chainId: number): Promise<number | null> {
  const [row] = await db
    .select({ number: max(checkpoints.number) })
    .from(checkpoints)
    .where(eq(checkpoints.chainId, chainId))
  return row?.number ?? null
}

async function workOn({ db, clock }: Context, chainId: number) {
  const own = eq(submissions.chainId, chainId)
  const rows = await db
    .select({ state: submissions.state, rows: count() })
    .from(submissions)
    .where(and(own, inArray(submissions.state, ['queued', 'sent'])))
    .groupBy(submissions.state)
  const due = and(own, eq(submissions.state, 'queued'), lte(submissions.notBefore, dateOf(clock)))
  const [oldest] = await db
    .select({ at: min(submissions.createdAt) })
    .from(submissions)
    .where(due)
  const [failed] = await db
    .select()
    .from(submissions)
    .where(and(own, sql`${submissions.errorCode} is not null`))
    .orderBy(desc(submissions.id))
    .limit(1)
  const many = (state: string) => rows.find((row) => row.state === state)?.rows ?? 0
  return {
    ...{ queued: many('queued'), sent: many('sent') },
    oldest: oldest?.at ? Math.max(0, Math.round((clock.now() - oldest.at.getTime()) / 1000)) : null,
    lastError: failed
      ? {
          action: failed.action,
          code: failed.errorCode ?? '',
          at: (failed.sentAt ?? failed.createdAt).toISOString(),
        }
      : null,
  }
}

async function isHeld({ db }: Context, job: string): Promise<boolean> {
  const held = await db
    .select({ job: leases.job })
    .from(leases)
    .where(and(eq(leases.job, job), sql`${leases.until} > now()`))
  return held.length > 0
}

async function mailOf({ db, clock }: Context) {
  const lately = gt(mails.createdAt, dateOf(clock, -86_400))
  const [row] = await db
    .select({
      queued: sql<number>`count(*) filter (where ${mails.state} = 'queued')`.mapWith(Number),
      deferred: sql<number>`count(*) filter (where ${mails.state} = 'deferred')`.mapWith(Number),
      bouncedToday: sql<number>`count(*) filter (where ${mails.state} = 'bounced' and ${lately})`.mapWith(
        Number,
      ),
    })
    .from(mails)
  return row ?? { queued: 0, deferred: 0, bouncedToday: 0 }
}
