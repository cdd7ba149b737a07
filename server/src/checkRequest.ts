import { getAccountState, getChainTime, type Request, SparekeyError, validateRequest } from 'sparekey'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'
import { askAll, chainsIn } from './gathered.ts'

/**
 * Checks a request against the chains that it lists: policies, epochs, and the deadline by the slowest chain's clock.
 * One that does not answer is left to the relayer.
 * @throws Refusal (network_unknown, request_invalid, request_outdated, chain_unavailable)
 */
export async function checkRequest(
  context: Pick<Context, 'chains' | 'log'>,
  request: Request,
): Promise<void> {
  const { account } = request
  const chains = chainsIn(context.chains, request.scopes)
  const { said } = await askAll(context, chains, async (client) => {
    const [state, now] = await Promise.all([getAccountState(client, { account }), getChainTime(client)])
    return { ...state, now }
  })
  try {
    validateRequest(request, Math.min(...said.map(({ value }) => value.now)))
  } catch (cause) {
    if (!(cause instanceof SparekeyError)) throw cause
    throw new Refusal('request_invalid', { internal: cause.shortMessage, cause })
  }
  for (const { chainId, value } of said) {
    const scope = request.scopes.find((one) => one.chainId === BigInt(chainId))
    if (!value.isPolicySet || value.epoch !== scope?.epoch)
      throw new Refusal('request_outdated', { internal: `epoch ${value.epoch} on ${chainId}` })
  }
}
