// WebAuthn challenges: 32 random bytes for one browser, one purpose and one subject, good for 5 minutes and for one try (W-22).
import { and, eq, gt, isNull } from 'drizzle-orm'
import { getCookie, setCookie } from 'hono/cookie'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import type { Http } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { randomToken, tokenHashOf } from './random.ts'
import { cookieOptions } from './sessions.ts'
import { challenges } from './tables/sessions.ts'

/** What a challenge may be used for. */
type Purpose =
  | 'registration'
  | 'sign-in'
  | 'passkey'
  | 'invitation'
  | 'request'
  | 'enrolment'
  | 'operator'
  | 'confirmation'

/** What a step was started for. */
export interface ChallengeScope {
  readonly purpose: Purpose
  /** A name, an account, an invitation; empty where there is none. */
  readonly subject: string
}

const COOKIE = 'sk_flow'
const LIFE = 5 * 60
const FLOW_LIFE = 15 * 60

/** The browser that takes a step, as stored: of its flow cookie, which it gets here if it has none. */
export function flowOf({ config }: Pick<Context, 'config'>, http: Http): string {
  const given = getCookie(http, COOKIE)
  const flow = given && /^[\w-]{43}$/.test(given) ? given : randomToken()
  setCookie(http, COOKIE, flow, { ...cookieOptions(config), maxAge: FLOW_LIFE })
  return tokenHashOf(flow)
}

/** Makes a challenge for a browser (`flowOf`); `data` comes back when it is used. */
export async function issueChallenge(
  { clock, db }: Context,
  flow: string,
  scope: ChallengeScope,
  data: Record<string, string> = {},
): Promise<string> {
  const challenge = randomToken()
  await db.insert(challenges).values({ ...scope, challenge, flow, data, expiresAt: dateOf(clock, LIFE) })
  return challenge
}

/**
 * Uses up the challenge that a passkey's answer names.
 * @throws Refusal (challenge_gone) if it is not this browser's for this step, used or expired
 */
export async function consumeChallenge(
  { clock, db }: Context,
  http: Http,
  challenge: string,
  { purpose, subject }: ChallengeScope,
): Promise<Record<string, string>> {
  const now = dateOf(clock)
  const [row] = await db
    .update(challenges)
    .set({ usedAt: now })
    .where(
      and(
        eq(challenges.challenge, challenge),
        eq(challenges.purpose, purpose),
        eq(challenges.subject, subject),
        eq(challenges.flow, tokenHashOf(getCookie(http, COOKIE) ?? '')),
        isNull(challenges.usedAt),
        gt(challenges.expiresAt, now),
      ),
    )
    .returning({ data: challenges.data })
  if (!row) throw new Refusal('challenge_gone', { internal: `no ${purpose} challenge of this browser` })
  return row.data
}

/** Whether this browser has used up a challenge lately: the same call again may then be answered as before (S-09). */
export async function wasConsumed(
  { clock, db }: Context,
  http: Http,
  challenge: string,
  { purpose, subject }: ChallengeScope,
): Promise<boolean> {
  const [row] = await db
    .select({ usedAt: challenges.usedAt })
    .from(challenges)
    .where(
      and(
        eq(challenges.challenge, challenge),
        eq(challenges.purpose, purpose),
        eq(challenges.subject, subject),
        eq(challenges.flow, tokenHashOf(getCookie(http, COOKIE) ?? '')),
        gt(challenges.expiresAt, dateOf(clock)),
      ),
    )
    .for('update')
  return row?.usedAt != null
}
