import { ContractError } from 'sparekey'
import { deadlineSchema, gatheredRequestSchema, hexSchema, requestSchema } from 'sparekey/schema'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { askAll, chainsIn, gathered, requestParams, requireFacts } from '../../gathered.ts'
import { scopesFromJson } from '../../requestFacts.ts'
import { firstThatPasses } from '../../simulate.ts'
import { cancellationCalls } from '../../steps.ts'
import { queueSubmissions } from '../../submissions.ts'
import { cancellations } from '../../tables/requests.ts'

/** POST /api/requests/:hash/cancellation */
export const postCancellation = endpoint({
  name: 'POST /api/requests/:hash/cancellation',
  summary: "Ends the account's recoveries by its owner's signature, on all networks that it lists.",
  params: requestParams,
  body: z.strictObject({
    deadline: deadlineSchema,
    scopes: requestSchema.shape.scopes,
    signature: hexSchema,
  }),
  status: 202,
  answer: gatheredRequestSchema,
  errors: [
    ...(['path_invalid', 'request_unknown', 'network_unknown'] as const),
    ...(['cancellation_invalid', 'chain_unavailable'] as const),
  ],
  async handle({ body, params, peer }, context) {
    const { db } = context
    const facts = await requireFacts(db, params.hash)
    const { account } = facts.request
    const { signature } = body
    if (facts.cancellation?.signature === signature) return gathered(db, params)
    const cancellation = { ...body, scopes: scopesFromJson(body.scopes) }
    const chains = chainsIn(context.chains, cancellation.scopes)
    const { said } = await askAll(context, chains, async (client) => {
      try {
        await firstThatPasses(client, cancellationCalls(account, facts.hash, cancellation))
        return undefined
      } catch (error) {
        if (error instanceof ContractError) return error
        throw error
      }
    })
    if (said.every(({ value }) => value !== undefined))
      throw new Refusal('cancellation_invalid', { internal: 'no network takes it', cause: said[0]?.value })
    await transact(db, async (tx) => {
      const stored = { ...body, requestHash: facts.hash }
      await tx
        .insert(cancellations)
        .values(stored)
        .onConflictDoUpdate({ target: cancellations.requestHash, set: body })
      const chainIds = chains.map(({ chainId }) => chainId)
      await queueSubmissions(tx, { action: 'cancel', account, requestHash: facts.hash, chainIds, peer })
    })
    return gathered(db, params)
  },
})
