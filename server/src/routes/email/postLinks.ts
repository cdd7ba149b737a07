import { eq } from 'drizzle-orm'
import { canonicalMailbox } from 'sparekey'
import { codeSchema, linkRequestSchema } from 'sparekey/schema'
import { accountOf } from '../../accounts.ts'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { deviceOf, placeOf } from '../../mail/caller.ts'
import { makeCode, storeCode } from '../../mail/codes.ts'
import { signerOf } from '../../mail/emailLinks.ts'
import { limitCaller, mayMail } from '../../mail/mailLimits.ts'
import { linkMail } from '../../mail/messages.ts'
import { mailboxHash, queueMailIf } from '../../mail/outbox.ts'
import { random32 } from '../../random.ts'
import { requireKind } from '../../settings.ts'
import { accounts } from '../../tables/accounts.ts'

/** POST /api/email/links */
export const postLinks = endpoint({
  name: 'POST /api/email/links',
  summary: 'Sends a code to a mailbox that the owner wants as a guardian, or to be told at.',
  body: linkRequestSchema.refine(({ purpose, salt }) => purpose === 'guardian' || salt === undefined),
  status: 202,
  answer: codeSchema,
  errors: ['email_off', 'mailbox_invalid', 'kind_off'],
  async handle({ body, session: { account }, http, peer }, context) {
    const { config, db, clock } = context
    if (!config.email) throw new Refusal('email_off')
    const { purpose } = body
    const address = canonicalMailbox(body.address)
    if (!address) throw new Refusal('mailbox_invalid')
    if (purpose === 'guardian') await requireKind(db, 'email')
    await limitCaller(context, 'linked', peer, account)
    const code = await makeCode(context, { ...body, subject: random32(), account })
    const addressHash = mailboxHash(context, address)
    const link = { account, address, salt: body.salt ?? random32() }
    const guardian = purpose === 'guardian' && {
      ...{ signer: signerOf(config.email.guardian, link), salt: link.salt },
    }
    const { name } = await accountOf(db, account)
    const content = linkMail(config, {
      ...{ ...code, purpose, name, code: code.text, now: Math.floor(clock.now() / 1000) },
      ...{ device: deviceOf(http.req.header('user-agent')), place: placeOf(http, config) },
    })
    // Whether others have mailed there is nobody's business: the answer is the same.
    const isSent = await mayMail(context, { cause: 'linked', subjects: [addressHash], isReal: true })
    await transact(db, async (tx) => {
      await tx.select().from(accounts).where(eq(accounts.address, account)).for('update')
      await storeCode(tx, context, code, { purpose, addressHash, address, ...guardian })
      const expiresAt = new Date(code.expires * 1000)
      const about = { account, kind: 'link', isSecurity: true, content, expiresAt }
      await queueMailIf(tx, context, isSent, { ...about, to: address })
    })
    return { id: code.id, expires: code.expires, subject: code.subject }
  },
})
