// One-time credentials that are sent by mail. Each is sealed to the browser that asked for it; kept is the address of its key,
// with which nothing can be signed (E-09). Whether a code counts is decided by one statement each time.
import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import { type CodeContext, InvalidCodeKeyError, sealCode, verifyCodeProof } from 'sparekey'
import type { Address, Hex } from 'viem'
import { dateOf } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db.ts'
import { Refusal } from '../errors.ts'
import { randomToken } from '../random.ts'
import { sealField } from '../seal.ts'
import { codes } from '../tables/mailboxes.ts'

/** A row of the table. */
export type CodeRow = typeof codes.$inferSelect

/** Seconds for which a code counts. */
const CODE_LIFE = 15 * 60
const MOST_TRIES = 3

/** A code that was made and is not stored yet. */
export interface MadeCode extends CodeContext {
  readonly id: string
  /** What is sent; nobody keeps it. */
  readonly text: string
  readonly credential: Address
}

/**
 * Makes a code for a browser.
 * @throws Refusal (body_invalid) for a key that is none
 */
export async function makeCode(
  { clock }: Pick<Context, 'clock'>,
  { publicKey, subject, account }: { publicKey: Hex; subject: Hex; account: Address },
): Promise<MadeCode> {
  const about: CodeContext = { subject, account, expires: Math.floor(clock.now() / 1000) + CODE_LIFE }
  const { text, credential } = await sealCode(publicKey, about).catch((cause: unknown) => {
    throw cause instanceof InvalidCodeKeyError
      ? new Refusal('body_invalid', { at: 'publicKey', cause })
      : cause
  })
  return { ...about, id: randomToken(), text, credential }
}

/** What is kept of a code beside its credential. */
export interface CodePurpose {
  readonly purpose: CodeRow['purpose']
  /** Hash of the address that was typed. */
  readonly addressHash: string
  readonly signer?: string | undefined
  /** What is to be linked. */
  readonly address?: string
  readonly salt?: Hex | undefined
}

/**
 * Stores a code; an older one for the same takes its end. Whoever calls holds a lock by which two at once come one after the
 * other (E-06).
 */
export async function storeCode(
  tx: Database,
  context: Pick<Context, 'clock' | 'config'>,
  { id, subject, account, credential, expires }: MadeCode,
  { purpose, addressHash, signer, address, salt }: CodePurpose,
): Promise<void> {
  const now = dateOf(context.clock)
  const own = account.toLowerCase()
  const sameSubject = purpose === 'recovery' ? eq(codes.subject, subject) : eq(codes.account, own)
  await tx
    .update(codes)
    .set({ endedAt: now })
    .where(
      and(
        eq(codes.purpose, purpose),
        eq(codes.addressHash, addressHash),
        sameSubject,
        isNull(codes.endedAt),
        isNull(codes.usedAt),
      ),
    )
  const seal = (column: 'sealed_address' | 'sealed_salt', text: string | undefined) =>
    text === undefined ? null : sealField(context, codeField(id, column), text)
  await tx.insert(codes).values({
    ...{ id, purpose, subject, account: own, addressHash, signer: signer ?? null },
    credential: credential.toLowerCase(),
    sealedAddress: seal('sealed_address', address),
    sealedSalt: seal('sealed_salt', salt),
    ...{ createdAt: now, expiresAt: new Date(expires * 1000) },
  })
}

/** Where what is to be linked is sealed. */
export const codeField = (id: string, column: 'sealed_address' | 'sealed_salt') => ({
  ...{ table: 'codes', id, column },
})

/** What somebody hands in who has opened a code. */
export interface CodeProof {
  readonly id: string
  readonly signature: Hex
  readonly purposes: readonly CodeRow['purpose'][]
  /** Whose it must be; anybody's for a recovery. */
  readonly account?: string
}

/**
 * The code that a proof is of. It is not used yet: that is done by `useCode`, together with what it is for. A wrong proof is
 * counted; a code that was never sent is answered like any other (S-06).
 * @throws Refusal (code_gone, code_wrong)
 */
export async function proven(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { id, signature, purposes, account }: CodeProof,
): Promise<CodeRow> {
  const [row] = await db
    .select()
    .from(codes)
    .where(and(eq(codes.id, id), inArray(codes.purpose, [...purposes])))
  if (!row || (account !== undefined && row.account !== account)) throw new Refusal('code_gone')
  const context: CodeContext = {
    subject: row.subject as Hex,
    account: row.account as Address,
    expires: row.expiresAt.getTime() / 1000,
  }
  const credential = row.credential as Address
  if (await verifyCodeProof({ context, credential, signature })) return row
  const counted = await db
    .update(codes)
    .set({ tries: sql`${codes.tries} + 1` })
    .where(isGood(id, dateOf(clock)))
    .returning({ id: codes.id })
  throw new Refusal(counted.length === 1 ? 'code_wrong' : 'code_gone')
}

/**
 * Uses a code, once, in the transaction of what it is for.
 * @throws Refusal (code_gone)
 */
export async function useCode(tx: Database, { clock }: Pick<Context, 'clock'>, id: string): Promise<void> {
  const now = dateOf(clock)
  const used = await tx.update(codes).set({ usedAt: now }).where(isGood(id, now)).returning({ id: codes.id })
  if (used.length !== 1) throw new Refusal('code_gone')
}

/** @throws Refusal (code_gone) for one that does not count any more, before anything is signed for it */
export function requireGood({ clock }: Pick<Context, 'clock'>, row: CodeRow): void {
  const isGone = row.usedAt ?? row.endedAt
  if (isGone || row.tries >= MOST_TRIES || row.expiresAt.getTime() <= clock.now())
    throw new Refusal('code_gone')
}

/** Neither used nor ended nor expired nor tried too often. */
const isGood = (id: string, now: Date) =>
  and(
    eq(codes.id, id),
    isNull(codes.usedAt),
    isNull(codes.endedAt),
    gt(codes.expiresAt, now),
    lt(codes.tries, MOST_TRIES),
  )
