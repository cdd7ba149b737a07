import { eq } from 'drizzle-orm'
import { canonicalMailbox } from 'sparekey'
import { codeRequestSchema, codeSchema } from 'sparekey/schema'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { requireAsked } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { deviceOf, placeOf } from '../../mail/caller.ts'
import { makeCode, storeCode } from '../../mail/codes.ts'
import { emailGuardiansNow, enrolledWith } from '../../mail/enrolled.ts'
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
    ...([
      'request_outdated',
      'chain_unavailable',
      'account_locked',
      'recovery_off',
      'operator_alone',
    ] as const),
  ],
  async handle({ body, http, peer }, context) {
    const { email } = context.config
    if (!email) throw new Refusal('email_off')
    const typed = canonicalMailbox(body.address)
    if (!typed) throw new Refusal('mailbox_invalid')
    const asked = await requireAsked(context.db, body.requestHash)
    const account = asked.request.account.toLowerCase()
    await requireHelp(context, account)
    await limitCaller(context, 'asked', peer)
    const addressHash = mailboxHash(context, typed)
    const [{ signers }, { name, enrolled }, code] = await Promise.all([
      emailGuardiansNow(context, asked, email.guardian),
      enrolledWith(context, { account, addressHash }),
      makeCode(context, { ...body, subject: asked.hash, account: asked.request.account }),
    ])
    const guardian = enrolled.find(({ signer }) => signers.has(signer))
    const content = codeMail(context.config, {
      ...{ ...asked.request, ...code, name, hash: asked.hash, code: code.text },
      now: Math.floor(context.clock.now() / 1000),
      ...{ device: deviceOf(http.req.header('user-agent')), place: placeOf(http, context.config) },
    })
    const subjects = [account, addressHash]
    const isSent = await mayMail(context, { cause: 'asked', subjects, isReal: guardian !== undefined })
    await transact(context.db, async (tx) => {
      // Two at once for one request: one after the other, and the later one counts.
      await tx.select().from(requests).where(eq(requests.hash, asked.hash)).for('update')
      const signer = isSent ? guardian?.signer : undefined
      await storeCode(tx, context, code, { purpose: 'recovery', addressHash, signer })
      const expiresAt = new Date(code.expires * 1000)
      const about = { account, kind: 'code', isSecurity: true, content, expiresAt }
      // To the address on file. What was typed is used where there is none, and nothing is sent.
      await queueMailIf(tx, context, isSent, { ...about, to: guardian?.address ?? typed })
    })
    return { id: code.id, expires: code.expires, subject: code.subject }
  },
})
