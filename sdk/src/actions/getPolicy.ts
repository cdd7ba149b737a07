import { type Address, type Hex, keccak256, parseEventLogs, slice } from 'viem'
import { getLogs } from 'viem/actions'
import { SparekeyError } from '../errors.ts'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { decodePolicy, type Policy } from '../policy.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'
import { getAccountState } from './getAccountState.ts'

/** The account has no policy on this chain. */
export class PolicyNotSetError extends SparekeyError {
  override readonly name = 'PolicyNotSetError'
  override readonly code = 'policy_not_set'

  constructor(account: Address, chainId: number) {
    super(`Recovery is not set up for ${account} on the network ${chainId}.`, {
      details: 'Without guardians nobody can open this account, not even us.',
    })
  }
}

/** The node does not have the event that has the policy, or it gave another one. */
export class PolicyNotFoundError extends SparekeyError {
  override readonly name = 'PolicyNotFoundError'
  override readonly code = 'policy_not_found'

  constructor(account: Address, chainId: number, blockNumber: bigint) {
    super(
      `The node of the network ${chainId} did not return the policy of ${account} from block ${blockNumber}.`,
      {
        details:
          'Use a node that keeps old events, or give the policy from the recovery kit and republish it.',
      },
    )
  }
}

/**
 * An account's policy on one chain: one query of one block, checked against the commitment that the chain stores, so that
 * a node cannot pass off another policy (it could only lie about the storage too: ask a node that you trust).
 * @throws PolicyNotSetError, PolicyNotFoundError, PolicyNotCanonicalError, ChainUnavailableError
 */
export async function getPolicy(
  client: ReadClient,
  { account }: getPolicy.Parameters,
): Promise<getPolicy.ReturnType> {
  const { isPolicySet, commitment, epoch, blockNumber } = await getAccountState(client, { account })
  if (!isPolicySet) throw new PolicyNotSetError(account, client.chain.id)
  const range = { fromBlock: blockNumber, toBlock: blockNumber }
  const events = await readChain(client, async () => {
    const logs = await getLogs(client, { address: addresses.recoveryModule, ...range })
    return parseEventLogs({ abi: recoveryModuleAbi, eventName: 'PolicySet', args: { account }, logs })
  })
  const bytes = events
    .map(({ args }) => args.policy)
    .find((policy) => slice(keccak256(policy), 0, 23) === commitment)
  if (!bytes) throw new PolicyNotFoundError(account, client.chain.id, blockNumber)
  return { policy: decodePolicy(bytes), bytes, epoch }
}

export declare namespace getPolicy {
  type Parameters = { readonly account: Address }
  type ReturnType = {
    readonly policy: Policy
    /** The policy's canonical bytes, as the chain wants them back. */
    readonly bytes: Hex
    /** The account's epoch on this chain. */
    readonly epoch: number
  }
}
