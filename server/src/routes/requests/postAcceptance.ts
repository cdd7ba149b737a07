import { eq } from 'drizzle-orm'
import {
  acceptanceDigest,
  addresses,
  parsePasskeySigner,
  verificationDigest,
  verifyAssertion,
} from 'sparekey'
import { gatheredRequestSchema, hexSchema } from 'sparekey/schema'
import type { Hex } from 'viem'
import { z } from 'zod'
import { transact } from '../../db.ts'
import { endpoint } from '../../endpoint.ts'
import { Refusal } from '../../errors.ts'
import { askAll, chainsIn, gathered, module, requestParams, requireFacts } from '../../gathered.ts'
import { requireHelp } from '../../help.ts'
import { standingOf } from '../../standing.ts'
import type { RequestFacts } from '../../steps.ts'
import { queueSubmissions } from '../../submissions.ts'
import { requests } from '../../tables/requests.ts'

const validator = addresses.passkeyValidator

/** POST /api/requests/:hash/acceptance */
export const postAcceptance = endpoint({
  name: 'POST /api/requests/:hash/acceptance',
  summary:
    "Keeps the new passkey's acceptance; the recovery is executed on each network as soon as it is ready there.",
  params: requestParams,
  body: z.strictObject({ acceptance: hexSchema }),
  status: 202,
  answer: gatheredRequestSchema,
  errors: [
    ...(['path_invalid', 'request_unknown', 'network_unknown', 'acceptance_invalid'] as const),
    ...(['not_started', 'request_outdated', 'chain_unavailable'] as const),
    ...(['account_locked', 'recovery_off'] as const),
  ],
  async handle({ body, params, peer }, context) {
    const { db } = context
    const facts = await requireFacts(db, params.hash)
    if (!isAcceptance(facts, body.acceptance)) throw new Refusal('acceptance_invalid')
    const { account, scopes } = facts.request
    await requireHelp(context, account)
    const { said, silent } = await askAll(context, chainsIn(context.chains, scopes), (client) =>
      standingOf(client, facts),
    )
    const on = (...wanted: string[]) =>
      said.filter(({ value }) => wanted.includes(value)).map(({ chainId }) => chainId)
    const { submissions } = await gathered(db, params)
    const starting = submissions.filter(({ action, state }) => action === 'start' && state !== 'failed')
    if (said.every(({ value }) => value === 'over')) throw new Refusal('request_outdated')
    const isUnderWay = on('started', 'shortenable', 'recoverable', 'executed').length + starting.length > 0
    if (!isUnderWay) throw new Refusal('not_started')
    const work = { account, requestHash: facts.hash, peer }
    const chainIds = [...on('started', 'shortenable', 'startable'), ...silent]
    await transact(db, async (tx) => {
      await tx.update(requests).set({ acceptance: body.acceptance }).where(eq(requests.hash, facts.hash))
      await queueSubmissions(tx, { ...work, action: 'recover', chainIds: on('recoverable') })
      await queueSubmissions(tx, { ...work, action: 'execute', chainIds })
    })
    return gathered(db, params)
  },
})

/** Computed here, so that it can be told while every chain is down. */
function isAcceptance({ request, hash }: RequestFacts, acceptance: Hex): boolean {
  const key = parsePasskeySigner(validator, request.newSigner)
  return verifyAssertion(key, verificationDigest(validator, acceptanceDigest(module, hash)), acceptance)
}
