import { and, eq, gte, inArray, like, sql } from 'drizzle-orm'
import { type CurvesJson, curvesSchema } from 'sparekey/admin-schema'
import { z } from 'zod'
import { dateOf } from '../../clock.ts'
import type { Context } from '../../context.ts'
import { events } from '../../tables/events.ts'
import { mails } from '../../tables/mailboxes.ts'
import { spending } from '../../tables/submissions.ts'
import { adminEndpoint } from '../endpoint.ts'

const DAY = 86_400

/** GET /api/curves */
export const getCurves = adminEndpoint({
  name: 'GET /api/curves',
  summary: 'Per day: recoveries that were started, finished and stopped, mails, gas.',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  status: 200,
  answer: curvesSchema,
  errors: ['path_invalid'],
  async handle({ query: { days } }, { app }) {
    const today = dateOf(app.clock)
    const from = new Date(today)
    from.setUTCHours(0, 0, 0, 0)
    from.setUTCDate(from.getUTCDate() - (days - 1))
    const told = await recoveriesPerDay(app, from)
    const sent = await mailsPerDay(app, from)
    const gas = await gasPerDay(app, from)
    return Array.from({ length: days }, (_, index): CurvesJson[number] => {
      const day = dayOf(new Date(from.getTime() + index * DAY * 1000))
      return {
        ...{ day, starts: told(day, 'starts'), completions: told(day, 'completions') },
        ...{ objections: told(day, 'objections'), mails: sent.get(day) ?? 0, gas: gas.get(day) ?? 0 },
      }
    })
  },
})

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
const utcDay = (column: typeof events.createdAt | typeof mails.sentAt) =>
  sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD')`

const curves: Readonly<Record<string, 'starts' | 'completions' | 'objections'>> = {
  RecoveryStarted: 'starts',
  RecoveryExecuted: 'completions',
  RecoveriesCancelled: 'objections',
  RecoveryObjected: 'objections',
}

/** What happens on several networks is one thing: the same request, or an owner who objects once for all. */
async function recoveriesPerDay({ db }: Context, from: Date) {
  const rows = await db
    .select({
      ...{ day: utcDay(events.createdAt), name: events.name },
      many: sql<number>`count(distinct (${events.account}, ${events.requestHash}))`.mapWith(Number),
    })
    .from(events)
    .where(
      and(
        ...[gte(events.createdAt, from), eq(events.isWithdrawn, false)],
        inArray(events.name, Object.keys(curves)),
      ),
    )
    .groupBy(sql`1`, events.name)
  return (day: string, curve: string) =>
    rows.reduce((sum, row) => (row.day === day && curves[row.name] === curve ? sum + row.many : sum), 0)
}

async function mailsPerDay({ db }: Context, from: Date) {
  const rows = await db
    .select({ day: utcDay(mails.sentAt), many: sql<number>`count(*)`.mapWith(Number) })
    .from(mails)
    .where(gte(mails.sentAt, from))
    .groupBy(sql`1`)
  return new Map(rows.map(({ day, many }) => [day, many]))
}

/** Objections are counted beside what a network may cost in all. */
async function gasPerDay({ db }: Context, from: Date) {
  const rows = await db
    .select({ day: spending.day, gas: sql<number>`sum(${spending.gas})`.mapWith(Number) })
    .from(spending)
    .where(
      and(
        gte(spending.day, dayOf(from)),
        sql`(${like(spending.subject, 'chain@%')} or ${like(spending.subject, 'cancel %')})`,
      ),
    )
    .groupBy(spending.day)
  return new Map(rows.map(({ day, gas }) => [day, gas]))
}
