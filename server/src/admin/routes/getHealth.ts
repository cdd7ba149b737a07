import { z } from 'zod'
import { adminEndpoint } from '../endpoint.ts'

/** GET /health */
export const getHealth = adminEndpoint({
  name: 'GET /health',
  summary: 'Whether the process lives.',
  status: 200,
  answer: z.strictObject({ status: z.literal('up') }),
  errors: [],
  async handle() {
    return { status: 'up' as const }
  },
})
