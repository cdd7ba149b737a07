import type { SessionJson } from 'sparekey/schema'
import { accountJson, accountOf } from './accounts.ts'
import type { Database } from './db.ts'
import { Refusal } from './errors.ts'
import { findPasskey, publicKeyOf } from './passkeys.ts'
import type { Session } from './sessions.ts'

/** What a signed-in browser is told of its session. */
export async function sessionJson(db: Database, session: Omit<Session, 'tokenHash'>): Promise<SessionJson> {
  const { kind, account, credentialId, requestHash } = session
  const passkey = await findPasskey(db, credentialId)
  if (!passkey) throw new Refusal('session_required', { internal: 'the passkey of the session is gone' })
  return {
    kind,
    account: accountJson(await accountOf(db, account)),
    credentialId,
    publicKey: publicKeyOf(passkey),
    ...(requestHash && { requestHash }),
  }
}
