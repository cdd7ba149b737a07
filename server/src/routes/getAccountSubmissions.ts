import { submissionSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountOf, parseAddress } from '../accounts.ts'
import { endpoint } from '../endpoint.ts'
import { submissionsOf } from '../submissions.ts'

/** GET /api/accounts/:address/submissions */
export const getAccountSubmissions = endpoint({
  name: 'GET /api/accounts/:address/submissions',
  summary: "How far the account's creation is on each network.",
  params: z.strictObject({ address: z.string().max(64) }),
  status: 200,
  answer: z.array(submissionSchema),
  errors: ['path_invalid', 'address_invalid', 'account_unknown'],
  async handle({ params }, { db }) {
    const { address } = await accountOf(db, parseAddress(params.address))
    const all = await submissionsOf(db, address, '')
    return all.filter(({ action }) => action === 'create')
  },
})
