import { queuePageSchema, queueQuerySchema } from 'sparekey/admin-schema'
import { adminEndpoint } from '../endpoint.ts'
import { queuePage, requireCursor } from '../queue.ts'
import { noteView } from '../views.ts'

/** GET /api/queue */
export const getQueue = adminEndpoint({
  name: 'GET /api/queue',
  summary: 'Recoveries that can still come to something, with what speaks for a closer look.',
  query: queueQuerySchema,
  status: 200,
  answer: queuePageSchema,
  errors: ['path_invalid'],
  async handle({ query, session }, context) {
    const { sort, state = '', concern = '' } = query
    const details = { sort, state, concern }
    requireCursor(query)
    // Side by side; what could not be written down is not shown.
    const [page] = await Promise.all([
      queuePage(context, query),
      noteView(context, { by: session.name, action: 'queue.viewed', details }),
    ])
    return page
  },
})
