import type { Address, Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * Emits an account's policy again, so that nodes which have pruned the old event find it. Anybody may send it.
 * @throws ContractError (PolicyNotSet, WrongPolicy)
 */
export const republishPolicy = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'republish',
  eventName: 'PolicySet',
  args: ({ account, policy }: republishPolicy.Parameters) => [account, policy] as const,
})

export declare namespace republishPolicy {
  type Parameters = {
    readonly account: Address
    /** The policy's bytes, from the recovery kit or a node that still has them. */
    readonly policy: Hex
  }
}
