// Sessions of operators: a random token in a cookie of their own, its hash in the database. 30 minutes without use end one, and
// 12 hours in any case; what is grave asks for the passkey once more.
import { and, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { OperatorSessionJson, Role } from 'sparekey/admin-schema'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import type { Http } from '../endpoint.ts'
import { randomToken, tokenHashOf } from '../random.ts'
import { cookieOptions } from '../sessions.ts'
import { operatorSessions, operators } from '../tables/operators.ts'
import { type OperatorRow, operatorJson } from './operators.ts'

/** Who is signed in. */
export interface Operator {
  readonly tokenHash: string
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly row: OperatorRow
  readonly expiresAt: Date
  /** When the passkey was last asked for. */
  readonly confirmedAt: Date
}

const COOKIE = 'sk_operator'
const IDLE = 30 * 60
const LONGEST = 12 * 3600
/** Seconds for which a prompt counts. */
const CONFIRMED = 5 * 60

/**
 * Begins a session under a new token; the browser's former one ends.
 * @returns the token, for `sendOperator` once the transaction has succeeded
 */
export async function startOperator({ clock }: Context, tx: Database, http: Http, id: string) {
  const former = getCookie(http, COOKIE)
  if (former) await tx.delete(operatorSessions).where(eq(operatorSessions.tokenHash, tokenHashOf(former)))
  const token = randomToken()
  const [now, expiresAt] = [dateOf(clock), dateOf(clock, IDLE)]
  const session = { operator: id, createdAt: now, confirmedAt: now, expiresAt }
  await tx.insert(operatorSessions).values({ ...session, tokenHash: tokenHashOf(token) })
  await tx.update(operators).set({ lastSeenAt: now }).where(eq(operators.id, id))
  return { token, session }
}

/** Gives the browser its token. */
export function sendOperator({ config }: Context, http: Http, token: string): void {
  setCookie(http, COOKIE, token, cookieOptions(config))
}

/** The operator of a call, if there is one who is still one; the session's end moves on. */
export async function useOperator({ clock, db }: Context, http: Http): Promise<Operator | undefined> {
  const token = getCookie(http, COOKIE)
  if (!token) return undefined
  const [session] = await db
    .update(operatorSessions)
    .set({ expiresAt: dateOf(clock, IDLE) })
    .where(
      and(
        eq(operatorSessions.tokenHash, tokenHashOf(token)),
        gt(operatorSessions.expiresAt, dateOf(clock)),
        gt(operatorSessions.createdAt, dateOf(clock, -LONGEST)),
      ),
    )
    .returning()
  if (!session) return undefined
  const [row] = await db
    .select()
    .from(operators)
    .where(and(eq(operators.id, session.operator), isNull(operators.endedAt), isNotNull(operators.role)))
  if (!row?.role) return undefined
  const { tokenHash, expiresAt, confirmedAt } = session
  return { id: row.id, name: row.name, role: row.role, row, tokenHash, expiresAt, confirmedAt }
}

/** Whether the passkey was asked for lately. */
export const isFresh = ({ clock }: Pick<Context, 'clock'>, { confirmedAt }: Pick<Operator, 'confirmedAt'>) =>
  confirmedUntil(confirmedAt) > clock.now() && confirmedAt.getTime() <= clock.now()

const confirmedUntil = (confirmedAt: Date) => confirmedAt.getTime() + CONFIRMED * 1000

/** Notes that the passkey was asked for just now. */
export async function confirmOperator(
  { clock }: Pick<Context, 'clock'>,
  tx: Database,
  { tokenHash }: Pick<Operator, 'tokenHash'>,
): Promise<Date> {
  const confirmedAt = dateOf(clock)
  await tx.update(operatorSessions).set({ confirmedAt }).where(eq(operatorSessions.tokenHash, tokenHash))
  return confirmedAt
}

/** Signs this browser out. */
export async function endOperator({ config, db }: Context, http: Http, { tokenHash }: Operator) {
  await db.delete(operatorSessions).where(eq(operatorSessions.tokenHash, tokenHash))
  deleteCookie(http, COOKIE, cookieOptions(config))
}

/** Ends all sessions of an operator. */
export async function endSessionsOfOperator(db: Database, id: string): Promise<void> {
  await db.delete(operatorSessions).where(eq(operatorSessions.operator, id))
}

/** Deletes what is over. */
export async function forgetOperatorSessions({ clock, db }: Pick<Context, 'clock' | 'db'>): Promise<void> {
  await db.delete(operatorSessions).where(lte(operatorSessions.expiresAt, dateOf(clock)))
}

/** What a signed-in browser is told. */
export function operatorSessionJson(
  context: Pick<Context, 'clock'>,
  row: OperatorRow,
  { expiresAt, confirmedAt }: Pick<Operator, 'expiresAt' | 'confirmedAt'>,
): OperatorSessionJson {
  const until = isFresh(context, { confirmedAt }) ? confirmedUntil(confirmedAt) : undefined
  return {
    operator: { ...operatorJson(row), role: row.role ?? 'support' },
    expiresAt: expiresAt.toISOString(),
    confirmedUntil: until === undefined ? null : new Date(until).toISOString(),
  }
}
