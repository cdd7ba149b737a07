import { contactSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { removeContact } from '../../mail/contactChanges.ts'

/** DELETE /api/contacts/:id */
export const deleteContact = endpoint({
  name: 'DELETE /api/contacts/:id',
  summary: 'Removes somebody who was told; everybody who was told until now hears of it.',
  params: z.strictObject({ id: contactSchema.shape.id }),
  status: 204,
  errors: ['path_invalid', 'contact_missing'],
  handle: ({ params: { id }, session: { account } }, context) =>
    transact(context.db, (tx) => removeContact(tx, context, { account, id })),
})
