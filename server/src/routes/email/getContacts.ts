import { contactSchema } from 'sparekey/schema'
import { z } from 'zod'
import { contactsOf } from '../../contacts.ts'
import { endpoint } from '../../endpoint.ts'

/** GET /api/contacts */
export const getContacts = endpoint({
  name: 'GET /api/contacts',
  summary: 'Where the owner wants to be told of what happens to the account.',
  status: 200,
  answer: z.array(contactSchema),
  errors: [],
  handle: ({ session }, context) => contactsOf(context, session.account),
})
