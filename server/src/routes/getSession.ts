import { sessionSchema } from 'sparekey/schema'
import { endpoint } from '../endpoint.ts'
import { sessionJson } from '../sessionJson.ts'

/** GET /api/session */
export const getSession = endpoint({
  name: 'GET /api/session',
  summary: 'Who is signed in here.',
  status: 200,
  answer: sessionSchema,
  errors: [],
  handle: ({ session }, { db }) => sessionJson(db, session),
})
