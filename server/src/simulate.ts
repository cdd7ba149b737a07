// Everything is tried by eth_call before anybody pays for it, or relies on it.
import { type Call, ContractError, toChainError } from 'sparekey'
import { call as ethCall } from 'viem/actions'
import type { RelayerClient } from './chains.ts'

/**
 * Tries calls until one passes: after a refusal `next` may have another one.
 * @returns the call that passes
 * @throws ContractError (the last refusal), UnknownRevertError, ChainUnavailableError, ChainRefusedError
 */
export async function firstThatPasses(
  client: RelayerClient,
  next: (refusal?: ContractError) => Call | undefined,
): Promise<Call> {
  let refusal: ContractError | undefined
  for (let call = next(); ; call = next(refusal)) {
    if (call === undefined) throw refusal
    try {
      await ethCall(client, { account: client.account, ...call })
      return call
    } catch (error) {
      const known = toChainError(error, client.chain.id)
      if (!(known instanceof ContractError)) throw known
      refusal = known
    }
  }
}
