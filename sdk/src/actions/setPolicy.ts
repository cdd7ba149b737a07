import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { encodePolicy, type Policy } from '../policy.ts'
import { defineWrite } from '../write.ts'

/**
 * Sets the policy of the account that sends it: put `setPolicy.call({ policy })` into its user operation. Ends all its
 * recoveries. Show the findings of `assessPolicy` first.
 * @throws ContractError (one for every rule that the policy breaks)
 */
export const setPolicy = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'setPolicy',
  eventName: 'PolicySet',
  args: ({ policy }: setPolicy.Parameters) => [encodePolicy(policy)] as const,
})

export declare namespace setPolicy {
  type Parameters = { readonly policy: Policy }
}
