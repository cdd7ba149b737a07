import { canonicalMailbox } from 'sparekey'
import { findByMailSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountJson } from '../../accounts.ts'
import { dateOf } from '../../clock.ts'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { accountsOfMailbox } from '../../mail/emailLinks.ts'
import { limitCaller, mayMail } from '../../mail/mailLimits.ts'
import { findMail } from '../../mail/messages.ts'
import { mailboxHash, queueMailIf } from '../../mail/outbox.ts'

/** Seconds after which a list of accounts is of no use to whoever asked. */
const MAIL_LIFE = 3600

/** POST /api/email/accounts */
export const postEmailAccounts = endpoint({
  name: 'POST /api/email/accounts',
  summary: 'Sends the accounts of a mailbox to that mailbox, if it has any: the answer is the same if not.',
  body: findByMailSchema,
  status: 202,
  answer: z.strictObject({}),
  errors: ['email_off', 'mailbox_invalid'],
  async handle({ body, peer }, context) {
    const { config, db, clock } = context
    if (!config.email) throw new Refusal('email_off')
    const to = canonicalMailbox(body.address)
    if (!to) throw new Refusal('mailbox_invalid')
    await limitCaller(context, 'asked', peer)
    const addressHash = mailboxHash(context, to)
    const found = await accountsOfMailbox(db, addressHash)
    const isReal = found.length > 0
    const isSent = await mayMail(context, { cause: 'asked', subjects: [addressHash], isReal })
    const content = findMail(config, found.map(accountJson))
    await transact(db, async (tx) => {
      const about = {
        account: '',
        kind: 'find',
        isSecurity: true,
        content,
        expiresAt: dateOf(clock, MAIL_LIFE),
      }
      await queueMailIf(tx, context, isSent, { ...about, to })
    })
    return {}
  },
})
