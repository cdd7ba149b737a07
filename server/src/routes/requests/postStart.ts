import { gatheredRequestSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { askAll, chainsIn, gathered, requestParams, requireFacts } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { standingOf } from '../../standing.ts'
import { queueSubmissions } from '../../submissions.ts'

/** POST /api/requests/:hash/start */
export const postStart = endpoint({
  name: 'POST /api/requests/:hash/start',
  summary: 'Has the waiting time started, or shortened, on all networks of the request.',
  params: requestParams,
  body: z.strictObject({}),
  status: 202,
  answer: gatheredRequestSchema,
  errors: [
    ...(['path_invalid', 'request_unknown', 'network_unknown'] as const),
    ...(['approvals_missing', 'request_outdated', 'chain_unavailable'] as const),
    ...(['account_locked', 'recovery_off'] as const),
  ],
  async handle({ params, peer }, context) {
    const { db } = context
    const facts = await requireFacts(db, params.hash)
    const { account } = facts.request
    await requireHelp(context, account)
    const chains = chainsIn(context.chains, facts.request.scopes)
    const { said, silent } = await askAll(context, chains, (client) => standingOf(client, facts))
    const on = (...wanted: string[]) =>
      said.filter(({ value }) => wanted.includes(value)).map(({ chainId }) => chainId)
    if (on('startable', 'shortenable', 'recoverable', 'started', 'executed').length === 0)
      throw new Refusal(on('light').length ? 'approvals_missing' : 'request_outdated')
    const work = { account, requestHash: facts.hash, peer }
    await transact(db, async (tx) => {
      await queueSubmissions(tx, {
        ...work,
        action: 'start',
        chainIds: [...on('startable', 'shortenable'), ...silent],
      })
      // Accepted before: nothing more is needed from the person.
      if (facts.acceptance === null) return
      await queueSubmissions(tx, { ...work, action: 'recover', chainIds: on('recoverable') })
      const chainIds = [...on('startable', 'shortenable', 'started'), ...silent]
      await queueSubmissions(tx, { ...work, action: 'execute', chainIds })
    })
    return gathered(db, params)
  },
})
