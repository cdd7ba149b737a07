import { eq } from 'drizzle-orm'
import { accountOf } from '../accounts.ts'
import { passkeyParams } from '../credentials.ts'
import { endpoint } from '../endpoint.ts'
import { Refusal } from '../errors.ts'
import { ownsAccount } from '../ownership.ts'
import { findPasskey, publicKeyOf } from '../passkeys.ts'
import { passkeys } from '../tables/passkeys.ts'

/** DELETE /api/passkeys/:credentialId */
export const deletePasskey = endpoint({
  name: 'DELETE /api/passkeys/:credentialId',
  summary: 'Forgets a passkey that owns the account on no network any more, and ends its sessions.',
  params: passkeyParams,
  status: 204,
  errors: ['path_invalid', 'passkey_missing', 'passkey_in_use', 'chain_unavailable'],
  async handle({ params, session }, context) {
    const passkey = await findPasskey(context.db, params.credentialId)
    if (passkey?.account !== session.account) throw new Refusal('passkey_missing')
    const account = await accountOf(context.db, session.account)
    if (await ownsAccount(context, account, publicKeyOf(passkey))) throw new Refusal('passkey_in_use')
    await context.db.delete(passkeys).where(eq(passkeys.credentialId, passkey.credentialId))
  },
})
