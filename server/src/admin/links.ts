// One-time links that enrol an operator. The token stands in the link's fragment, which no server and no log sees; its hash is
// stored, counts for an hour, and is used up by one conditional statement.
import { and, eq, gt, isNull, lte } from 'drizzle-orm'
import type { Role } from 'sparekey/admin-schema'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { randomToken, tokenHashOf } from '../random.ts'
import { operatorLinks } from '../tables/operators.ts'
import { countAdmins, findOperator } from './operators.ts'

/** A link as it is stored. */
export type LinkRow = typeof operatorLinks.$inferSelect

const LIFE = 3600

/** Whom a link is for. */
export interface NewLink {
  /** None for the first operator. */
  readonly name?: string
  readonly role: Role
  /** The operator who makes it. */
  readonly invitedBy?: string
}

type Parts = Pick<Context, 'clock'>

/** Makes a link to the dashboard at `origin`. */
export async function makeLink(
  tx: Database,
  { clock }: Parts,
  origin: string,
  { name, role, invitedBy }: NewLink,
): Promise<{ link: string; expiresAt: Date }> {
  const token = randomToken()
  const expiresAt = dateOf(clock, LIFE)
  await tx.insert(operatorLinks).values({
    ...{ tokenHash: tokenHashOf(token), name: name ?? null, role, invitedBy: invitedBy ?? null },
    ...{ createdAt: dateOf(clock), expiresAt },
  })
  return { link: `${origin}/enrol#${token}`, expiresAt }
}

/**
 * The link of a token, as long as it can be used.
 * @throws Refusal (link_gone)
 */
export async function findLink(db: Database, { clock }: Parts, token: string): Promise<LinkRow> {
  const [link] = await db
    .select()
    .from(operatorLinks)
    .where(isOpen(token, dateOf(clock)))
  if (!link || !(await isStillMeant(db, link))) throw new Refusal('link_gone')
  return link
}

/**
 * Uses a link up.
 * @throws Refusal (link_gone)
 */
export async function useLink(tx: Database, { clock }: Parts, token: string): Promise<LinkRow> {
  const now = dateOf(clock)
  const [link] = await tx.update(operatorLinks).set({ usedAt: now }).where(isOpen(token, now)).returning()
  if (!link || !(await isStillMeant(tx, link))) throw new Refusal('link_gone')
  return link
}

const isOpen = (token: string, now: Date) =>
  and(
    eq(operatorLinks.tokenHash, tokenHashOf(token)),
    isNull(operatorLinks.usedAt),
    gt(operatorLinks.expiresAt, now),
  )

/** The first operator's links end with the first admin, and an operator's with that operator. */
async function isStillMeant(db: Database, { name, invitedBy }: LinkRow): Promise<boolean> {
  if (name === null) return (await countAdmins(db)) === 0
  return invitedBy === null || (await findOperator(db, invitedBy))?.role === 'admin'
}

/** A link for the first admin; nothing where there is one. */
export async function firstLink(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  origin: string,
): Promise<string | undefined> {
  if ((await countAdmins(db)) > 0) return undefined
  return (await makeLink(db, { clock }, origin, { role: 'admin' })).link
}

/** Deletes what is over. */
export async function forgetLinks({ clock, db }: Pick<Context, 'clock' | 'db'>): Promise<void> {
  await db.delete(operatorLinks).where(lte(operatorLinks.expiresAt, dateOf(clock)))
}
