import { gatheredRequestSchema } from 'sparekey/schema'
import { endpoint } from '../../endpoint.ts'
import { gathered, requestParams } from '../../gathered.ts'

/** GET /api/requests/:hash */
export const getRequest = endpoint({
  name: 'GET /api/requests/:hash',
  summary: 'A request with everything that was gathered for it: what the link for guardians leads to.',
  params: requestParams,
  status: 200,
  answer: gatheredRequestSchema,
  errors: ['path_invalid', 'request_unknown'],
  handle: ({ params }, { db }) => gathered(db, params),
})
