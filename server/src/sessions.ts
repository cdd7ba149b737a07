// Sessions: a random token in an HttpOnly cookie, its hash in the database. One conditional statement decides whether a token
// is good, and moves its end on.
import { and, eq, gt, lte, ne, sql } from 'drizzle-orm'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Hex } from 'viem'
import { dateOf } from './clock.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import type { Http } from './endpoint.ts'
import { randomToken, tokenHashOf } from './random.ts'
import { sessions } from './tables/sessions.ts'

/** A signed-in browser. */
export interface Session {
  readonly tokenHash: string
  readonly kind: 'full' | 'recovery'
  readonly account: Hex
  readonly credentialId: string
  readonly requestHash: Hex | undefined
}

const COOKIE = 'sk_session'
/** Seconds without use after which a session is over. */
const IDLE = { full: 12 * 3600, recovery: 30 * 60 } as const

/** How every cookie of the server is set. */
export const cookieOptions = ({ origin }: Pick<Config, 'origin'>) =>
  ({ httpOnly: true, secure: origin.startsWith('https:'), sameSite: 'Strict', path: '/' }) as const

/**
 * Begins a session under a new token; the browser's former one ends (S-11).
 * @returns the token, for `sendSession` once the transaction has succeeded
 */
export async function startSession(
  { clock }: Pick<Context, 'clock'>,
  tx: Database,
  http: Http,
  session: Omit<Session, 'tokenHash'>,
): Promise<string> {
  const former = getCookie(http, COOKIE)
  if (former) await tx.delete(sessions).where(eq(sessions.tokenHash, tokenHashOf(former)))
  const token = randomToken()
  await tx.insert(sessions).values({
    ...session,
    tokenHash: tokenHashOf(token),
    requestHash: session.requestHash ?? null,
    createdAt: dateOf(clock),
    expiresAt: dateOf(clock, IDLE[session.kind]),
  })
  return token
}

/** Gives the browser its token. */
export function sendSession({ config }: Pick<Context, 'config'>, http: Http, token: string): void {
  setCookie(http, COOKIE, token, cookieOptions(config))
}

/** The session of a call, if there is one; its end moves on. */
export async function useSession({ clock, db }: Context, http: Http): Promise<Session | undefined> {
  const token = getCookie(http, COOKIE)
  if (!token) return undefined
  const idle = sql`case ${sessions.kind} when 'full' then ${dateOf(clock, IDLE.full).toISOString()}::timestamptz else ${dateOf(clock, IDLE.recovery).toISOString()}::timestamptz end`
  const [row] = await db
    .update(sessions)
    .set({ expiresAt: idle })
    .where(and(eq(sessions.tokenHash, tokenHashOf(token)), gt(sessions.expiresAt, dateOf(clock))))
    .returning()
  if (!row) return undefined
  const { tokenHash, kind, account, credentialId, requestHash } = row
  return {
    tokenHash,
    kind,
    account: account as Hex,
    credentialId,
    requestHash: (requestHash as Hex) ?? undefined,
  }
}

/** Signs this browser out. */
export async function endSession({ config, db }: Context, http: Http, { tokenHash }: Session): Promise<void> {
  await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash))
  deleteCookie(http, COOKIE, cookieOptions(config))
}

/** Ends the sessions of an account, except those of one passkey: an executed recovery does that (S-11). */
export async function endSessionsOf(db: Database, account: Hex, sparedCredential = ''): Promise<void> {
  await db
    .delete(sessions)
    .where(and(eq(sessions.account, account), ne(sessions.credentialId, sparedCredential)))
}

/** Deletes what is over. */
export async function forgetSessions({ clock, db }: Context): Promise<void> {
  await db.delete(sessions).where(lte(sessions.expiresAt, dateOf(clock)))
}
