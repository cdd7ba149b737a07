import { codeProofSchema, type LinkedJson, linkedSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import type { Context } from '../../context.ts'
import { type Transaction, transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { type CodeRow, codeField, proven, useCode } from '../../mail/codes.ts'
import { addContact } from '../../mail/contactChanges.ts'
import { saveMailbox } from '../../mail/emailLinks.ts'
import { openField } from '../../seal.ts'
import { codeParams } from './postCodeProof.ts'

/** POST /api/email/links/:id/proof */
export const postLinkProof = endpoint({
  name: 'POST /api/email/links/:id/proof',
  summary: 'Takes the proof that a code was opened, and keeps the mailbox as what it was to be.',
  params: codeParams,
  body: codeProofSchema,
  status: 200,
  answer: linkedSchema,
  errors: ['path_invalid', 'email_off', 'code_gone', 'code_wrong', 'contacts_full'],
  async handle({ params: { id }, body: { signature }, session: { account } }, context) {
    if (!context.config.email) throw new Refusal('email_off')
    const code = await proven(context, { id, signature, account, purposes: ['guardian', 'contact'] })
    return transact(context.db, async (tx) => {
      await useCode(tx, context, id)
      return link(tx, context, code)
    })
  },
})

async function link(tx: Transaction, context: Context, code: CodeRow): Promise<LinkedJson> {
  const { id, account, addressHash, signer } = code
  const opened = (column: 'sealed_address' | 'sealed_salt', sealed: string | null) =>
    openField(context, codeField(id, column), sealed ?? '')
  const address = opened('sealed_address', code.sealedAddress)
  if (code.purpose === 'contact')
    return { contact: await addContact(tx, context, { account, kind: 'email', address }) }
  const salt = opened('sealed_salt', code.sealedSalt) as Hex
  await saveMailbox(tx, context, { account, address, salt, addressHash, signer: signer ?? '' })
  return { signer: signer as Hex, salt }
}
