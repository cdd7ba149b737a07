import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { readinessOf } from '../readiness.ts'

const part = z.enum(['up', 'down'])

/** GET /ready: whether it makes sense to send people here. */
export const getReady = endpoint({
  name: 'GET /ready',
  summary: 'Whether the database and every network answer; 503 with the same members otherwise.',
  status: 200,
  answer: z.strictObject({ status: part, database: part, networks: z.record(z.string(), part) }),
  errors: [],
  async handle({ http }, context) {
    const readiness = await readinessOf(context)
    return readiness.status === 'up' ? readiness : http.json(readiness, 503)
  },
})
