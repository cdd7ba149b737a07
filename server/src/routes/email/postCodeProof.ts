import { codeProofSchema, codeSchema, gatheredRequestSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { attest } from '../../attester.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { gathered, requireAsked } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { keepApproval } from '../../keepApproval.ts'
import { proven, requireGood, useCode } from '../../mail/codes.ts'
import { emailGuardiansNow } from '../../mail/enrolled.ts'

/** Path of one code. */
export const codeParams = z.strictObject({ id: codeSchema.shape.id })

/** POST /api/email/codes/:id/proof */
export const postCodeProof = endpoint({
  name: 'POST /api/email/codes/:id/proof',
  summary:
    "Takes the proof that a code was opened, and keeps the e-mail guardian's approval of the recovery it was for.",
  params: codeParams,
  body: codeProofSchema,
  status: 200,
  answer: gatheredRequestSchema,
  errors: [
    ...(['path_invalid', 'email_off', 'code_gone', 'code_wrong', 'guardian_unknown'] as const),
    ...(['request_unknown', 'network_unknown', 'request_outdated', 'approval_invalid'] as const),
    ...(['chain_unavailable', 'account_locked', 'recovery_off', 'operator_alone'] as const),
  ],
  async handle({ params: { id }, body: { signature }, peer }, context) {
    const { attester, config, db } = context
    if (!config.email || !attester) throw new Refusal('email_off')
    const code = await proven(context, { id, signature, purposes: ['recovery'] })
    requireGood(context, code)
    if (!code.signer) throw new Refusal('code_gone')
    await requireHelp(context, code.account)
    const facts = await requireAsked(db, code.subject)
    const { signers, chainTimes } = await emailGuardiansNow(context, facts, config.email.guardian)
    if (!signers.has(code.signer)) throw new Refusal('guardian_unknown')
    const signer = code.signer as Hex
    const attested = await attest(context, attester, { hash: facts.hash, signer, chainTimes })
    await keepApproval(context, {
      ...{ facts, peer, approval: { signer, signature: attested, chainId: null } },
      // Only whoever uses the code keeps what was attested for it.
      before: (tx) => useCode(tx, context, id),
    })
    return gathered(db, { hash: facts.hash })
  },
})
