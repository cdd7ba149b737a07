import { approvalSchema, gatheredRequestSchema } from 'sparekey/schema'
import { endpoint } from '../../endpoint.ts'
import { gathered, requestParams, requireFacts } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { keepApproval } from '../../keepApproval.ts'

/** POST /api/requests/:hash/approvals */
export const postApprovals = endpoint({
  name: 'POST /api/requests/:hash/approvals',
  summary:
    "Keeps a guardian's approval that the chains have verified, and shortens a waiting time that runs already.",
  params: requestParams,
  body: approvalSchema,
  status: 200,
  answer: gatheredRequestSchema,
  errors: [
    ...(['path_invalid', 'request_unknown', 'network_unknown', 'request_outdated'] as const),
    ...(['guardian_unknown', 'approval_invalid', 'chain_unavailable'] as const),
    ...(['account_locked', 'recovery_off'] as const),
  ],
  async handle({ body, params, peer }, context) {
    const facts = await requireFacts(context.db, params.hash)
    await requireHelp(context, facts.request.account)
    await keepApproval(context, { facts, approval: body, peer })
    return gathered(context.db, params)
  },
})
