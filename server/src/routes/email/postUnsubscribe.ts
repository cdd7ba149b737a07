import { unsubscribeTokenSchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../../endpoint.ts'
import { unsubscribe } from '../../mail/contactChanges.ts'

/** What a link for unsubscribing has. */
export const token = z.strictObject({ token: unsubscribeTokenSchema })

/** POST /api/email/unsubscribe */
export const postUnsubscribe = endpoint({
  name: 'POST /api/email/unsubscribe',
  summary: "Ends the notices to one contact, by the link in one of them. Security mail can't be ended so.",
  body: token,
  status: 204,
  errors: ['contact_missing'],
  handle: ({ body }, context) => unsubscribe(context, body.token),
})
