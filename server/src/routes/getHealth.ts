import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** GET /health: the process lives and answers; nothing else is asked. */
export const getHealth = endpoint({
  name: 'GET /health',
  summary: 'Whether the process answers.',
  status: 200,
  answer: z.strictObject({ status: z.literal('up') }),
  errors: [],
  async handle() {
    return { status: 'up' as const }
  },
})
