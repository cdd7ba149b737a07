// Passkeys that the chains know and the database does not: it was lost, or the passkey was added elsewhere. An assertion
// does not carry its key, but the few keys that can have made it follow from the signature, and the chains have told which
// accounts each passkey was added to.
import { and, eq, exists, sql } from 'drizzle-orm'
import { encodePublicKey, type PublicKey } from 'sparekey'
import { type Hex, keccak256 } from 'viem'
import type { AccountRow } from './accounts.ts'
import type { Context } from './context.ts'
import type { AssertedCredential } from './credentials.ts'
import { type Database, transact } from './db.ts'
import { Refusal } from './errors.ts'
import { ownsAccount } from './ownership.ts'
import { findPasskey, type PasskeyRow, storePasskey } from './passkeys.ts'
import { randomUserHandle } from './random.ts'
import { accounts } from './tables/accounts.ts'
import { events } from './tables/events.ts'
import { passkeys } from './tables/passkeys.ts'
import { keysIn, verifyPasskey } from './webauthn.ts'

/** Anybody can add anybody's passkey to an account: more than these are not looked through. */
const MOST = 8
/** What it is called until its owner gives it a name. */
const LABEL = 'Passkey'

/**
 * Finds who has signed an assertion among the passkeys of the chains, and keeps that passkey.
 * @param wanted which account, where the passkey owns several
 * @returns nothing if the assertion is of no passkey that a chain knows, or of none of `wanted`
 * @throws Refusal (passkey_ended, account_ambiguous, credential_known, chain_unavailable)
 */
export async function restorePasskey(
  context: Context,
  credential: AssertedCredential,
  challenge: string,
  wanted?: Hex,
): Promise<{ passkey: PasskeyRow; signCount: number } | undefined> {
  const signer = await signerOf(context, credential, challenge, wanted)
  if (!signer || (await findPasskey(context.db, credential.id))) return undefined
  const { publicKey, signCount, found } = signer
  const account = await ownedBy(context, found, publicKey)
  const userHandle = credential.response.userHandle ?? randomUserHandle()
  const passkey = { credentialId: credential.id, publicKey, transports: [], signCount }
  const row = await transact(context.db, async (tx) => {
    // A key can be registered by whoever has read it from a chain; its owner has just proved that he has it.
    await tx.delete(passkeys).where(and(eq(passkeys.x, publicKey.x), eq(passkeys.y, publicKey.y)))
    return storePasskey(context, tx, passkey, { account, label: LABEL, userHandle })
  })
  return { passkey: row, signCount }
}

async function signerOf(context: Context, credential: AssertedCredential, challenge: string, wanted?: Hex) {
  const { config, db, log } = context
  try {
    for (const publicKey of keysIn(config, credential, challenge)) {
      const found = await accountsWith(db, publicKey, wanted)
      if (found.length === 0) continue
      const known = { credentialId: credential.id, publicKey, signCount: 0 }
      return { publicKey, found, signCount: await verifyPasskey(config, credential, challenge, known) }
    }
  } catch (cause) {
    log.info({ err: cause }, 'the assertion is none')
  }
  return undefined
}

async function accountsWith(db: Database, publicKey: PublicKey, wanted?: Hex): Promise<AccountRow[]> {
  const keyHash = keccak256(encodePublicKey(publicKey))
  const wasAdded = exists(
    db
      .select({ account: events.account })
      .from(events)
      .where(
        and(
          eq(events.account, accounts.address),
          eq(events.name, 'PasskeyAdded'),
          eq(sql`${events.values} ->> 'keyHash'`, keyHash),
          eq(events.isWithdrawn, false),
        ),
      ),
  )
  return db
    .select()
    .from(accounts)
    .where(and(wasAdded, wanted && eq(accounts.address, wanted)))
    .orderBy(accounts.address)
    .limit(MOST)
}

/** The one account that a passkey owns now. Never a guess: somebody else may have added it to an account of his. */
async function ownedBy(context: Context, found: readonly AccountRow[], publicKey: PublicKey): Promise<Hex> {
  const owned: AccountRow[] = []
  for (const account of found) if (await ownsAccount(context, account, publicKey)) owned.push(account)
  const [first, ...others] = owned
  if (!first) throw new Refusal('passkey_ended')
  if (others.length > 0) throw new Refusal('account_ambiguous')
  return first.address as Hex
}
