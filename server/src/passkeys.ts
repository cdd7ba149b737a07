import { and, asc, eq, isNull } from 'drizzle-orm'
import type { PublicKey } from 'sparekey'
import type { PasskeyJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { dateOf } from './clock.ts'
import type { Context } from './context.ts'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { invitations } from './tables/guardians.ts'
import { passkeys } from './tables/passkeys.ts'
import type { VerifiedPasskey } from './webauthn.ts'

/** A passkey as it is stored. */
export type PasskeyRow = typeof passkeys.$inferSelect

/** What is stored with a verified passkey. */
export interface PasskeyOwner {
  readonly account: Hex
  readonly label: string
  readonly userHandle: string
  /** Only for a passkey that a recovery is to bring in. */
  readonly requestHash?: Hex
}

/**
 * Stores a passkey.
 * @throws Refusal (credential_known) if its id or key is registered, whoever's it is (W-21); the transaction is lost then.
 */
export async function storePasskey(
  { clock }: Pick<Context, 'clock'>,
  tx: Database,
  { credentialId, publicKey, transports, signCount }: VerifiedPasskey,
  { account, label, userHandle, requestHash }: PasskeyOwner,
): Promise<PasskeyRow> {
  await requireNewCredential(tx, credentialId)
  const [row] = await tx
    .insert(passkeys)
    .values({
      ...{ credentialId, account, label, transports, userHandle, signCount },
      ...{ x: publicKey.x, y: publicKey.y },
      requestHash: requestHash ?? null,
      createdAt: dateOf(clock),
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new Refusal('credential_known')
  return row
}

/** Guardians' passkeys have a table of their own, but one passkey must not serve two people. */
async function requireNewCredential(db: Database, credentialId: string): Promise<void> {
  const guardians = await db
    .select({ id: invitations.id })
    .from(invitations)
    .where(eq(invitations.credentialId, credentialId))
  if (guardians.length > 0) throw new Refusal('credential_known')
}

/** The passkeys that an account's owner made; those of recoveries that anybody may ask for do not count. */
export function passkeysOf(db: Database, account: string): Promise<PasskeyRow[]> {
  return db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.account, account), isNull(passkeys.requestHash)))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.credentialId))
}

/** The chains have let it in: it is one of its account's from now on, and no longer one that is asked for. */
export async function admitPasskey(tx: Database, credentialId: string): Promise<void> {
  await tx.update(passkeys).set({ requestHash: null }).where(eq(passkeys.credentialId, credentialId))
}

/** One passkey, whoever's it is. */
export async function findPasskey(db: Database, credentialId: string): Promise<PasskeyRow | undefined> {
  const [row] = await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId))
  return row
}

/** The public key of a row. */
export const publicKeyOf = ({ x, y }: Pick<PasskeyRow, 'x' | 'y'>): PublicKey => ({
  x: x as Hex,
  y: y as Hex,
})

/** What an owner is told of a passkey. */
export function passkeyJson(row: PasskeyRow): PasskeyJson {
  const { credentialId, label, transports, createdAt, lastUsedAt } = row
  return {
    ...{ credentialId, label, transports },
    publicKey: publicKeyOf(row),
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
