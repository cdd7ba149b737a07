import { guardianLabelSchema } from 'sparekey/schema'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { guardianLabelsOf } from '../guardianLabels.ts'

/** GET /api/guardians */
export const getGuardians = endpoint({
  name: 'GET /api/guardians',
  summary: 'How the owner calls the guardians.',
  status: 200,
  answer: z.array(guardianLabelSchema),
  errors: [],
  handle: ({ session }, { db }) => guardianLabelsOf(db, session.account),
})
