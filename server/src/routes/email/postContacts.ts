import { contactSchema, webhookSchema } from 'sparekey/schema'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { addContact } from '../../mail/contactChanges.ts'
import { parseWebhookUrl } from '../../webhooks/webhookUrl.ts'

/** POST /api/contacts */
export const postContacts = endpoint({
  name: 'POST /api/contacts',
  summary: 'Adds a webhook to those who are told. A mailbox is added by proving it: POST /api/email/links.',
  body: webhookSchema,
  status: 201,
  answer: contactSchema,
  errors: ['webhooks_off', 'webhook_invalid', 'contacts_full'],
  handle({ body, session: { account } }, context) {
    const { webhooks } = context.config
    if (!webhooks) throw new Refusal('webhooks_off')
    const url = parseWebhookUrl(body.url, webhooks.isLocalAllowed)
    if (!url) throw new Refusal('webhook_invalid')
    const contact = { account, kind: 'webhook', address: url.href } as const
    return transact(context.db, (tx) => addContact(tx, context, contact))
  },
})
