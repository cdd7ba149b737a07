import { endpoint } from '../endpoint.ts'
import { endSession } from '../sessions.ts'

/** DELETE /api/session */
export const deleteSession = endpoint({
  name: 'DELETE /api/session',
  summary: 'Signs this browser out.',
  status: 204,
  errors: [],
  handle: ({ http, session }, context) => endSession(context, http, session),
})
