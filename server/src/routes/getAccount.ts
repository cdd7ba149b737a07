import { accountSchema } from 'sparekey/schema'
import { z } from 'zod'
import { accountJson, findAccount } from '../accounts.ts'
import { endpoint } from '../endpoint.ts'

/** GET /api/accounts/:nameOrAddress */
export const getAccount = endpoint({
  name: 'GET /api/accounts/:nameOrAddress',
  summary: 'The account of a name or address: both are public.',
  params: z.strictObject({ nameOrAddress: z.string().max(64) }),
  status: 200,
  answer: accountSchema,
  errors: ['path_invalid', 'address_invalid', 'account_unknown'],
  async handle({ params }, { db }) {
    return accountJson(await findAccount(db, params.nameOrAddress))
  },
})
