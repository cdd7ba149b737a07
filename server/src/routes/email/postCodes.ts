import { eq } from 'drizzle-orm'
import { canonicalMailbox } from 'sparekey'
import { codeRequestSchema, codeSchema } from 'sparekey/schema'
import { accountOf } from '../../accounts.ts'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { requireFacts } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { deviceOf, placeOf } from '../../mail/caller.ts'
import { makeCode, storeCode } from '../../mail/codes.ts'
import { emailGuardiansNow, enrolledAs } from '../../mail/enrolled.ts'
import { limitCaller, mayMail } from '../../mail/mailLimits.ts'
import { codeMail } from '../../mail/messages.ts'
import { mailboxHash, queueMailIf } from '../../mail/outbox.ts'
import { requests } from '../../tables/requests.ts'

/** POST /api/email/codes */
export const postCodes = endpoint({
  name: 'POST /api/email/codes',
  summary:
    'Sends a code for a recovery to the mailbox of an e-mail guardian, if the address is one: the answer is the same if not.',
  body: codeRequestSchema,
  status: 202,
  answer: codeSchema,
  errors: [
    ...(['email_off', 'mailbox_invalid', 'request_unknown', 'network_unknown'] as const),
    ...(['request_outdated', 'chain_unavailable', 'account_locked', 'recovery_off'] as const),
  ],
  async handle({ body, http, peer }, context) {
    const { email } = context.config
    if (!email) throw new Refusal('email_off')
    const typed = canonicalMailbox(body.address)
    if (!typed) throw new Refusal('mailbox_invalid')
    const facts = await requireFacts(context.db, body.requestHash)
    const account = facts.request.account.toLowerCase()
    await requireHelp(context, account)
    await limitCaller(context, 'asked', peer)
    const { signers } = await emailGuardiansNow(context, facts, email.guardian)
    const addressHash = mailboxHash(context, typed)
    const enrolled = await enrolledAs(context, { account, signers, addressHash })
    const code = await makeCode(context, { ...body, subject: facts.hash, account: facts.request.account })
    const { name } = await accountOf(context.db, account)
    const content = codeMail(context.config, {
      ...{ ...facts.request, ...code, name, hash: facts.hash, code: code.text },
      now: Math.floor(context.clock.now() / 1000),
      ...{ device: deviceOf(http.req.header('user-agent')), place: placeOf(http, context.config) },
    })
    const subjects = [account, addressHash]
    const isSent = await mayMail(context, { cause: 'asked', subjects, isReal: enrolled !== undefined })
    await transact(context.db, async (tx) => {
      // Two at once for one request: one after the other, and the later one counts.
      await tx.select().from(requests).where(eq(requests.hash, facts.hash)).for('update')
      const signer = isSent ? enrolled?.signer : undefined
      await storeCode(tx, context, code, { purpose: 'recovery', addressHash, signer })
      const expiresAt = new Date(code.expires * 1000)
      const about = { account, kind: 'code', isSecurity: true, content, expiresAt }
      // To the address on file. What was typed is used where there is none, and nothing is sent.
      await queueMailIf(tx, context, isSent, { ...about, to: enrolled?.address ?? typed })
    })
    return { id: code.id, expires: code.expires, subject: code.subject }
  },
})
