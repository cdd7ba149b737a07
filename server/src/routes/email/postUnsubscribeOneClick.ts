import { endpoint } from '../../endpoint.ts'
import { unsubscribe } from '../../mail/contactChanges.ts'
import { token } from './postUnsubscribe.ts'

/** POST /api/email/unsubscribe/:token */
export const postUnsubscribeOneClick = endpoint({
  name: 'POST /api/email/unsubscribe/:token',
  summary: 'The same for mail programs, which have no page and no origin (RFC 8058).',
  params: token,
  status: 204,
  errors: ['path_invalid', 'contact_missing'],
  handle: ({ params }, context) => unsubscribe(context, params.token),
})
