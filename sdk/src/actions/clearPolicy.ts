import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * Removes the policy of the account that sends it: put `clearPolicy.call()` into its user operation. Ends all its
 * recoveries; afterwards nobody can get the account back.
 * @throws ContractError (PolicyNotSet)
 */
export const clearPolicy = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'clearPolicy',
  eventName: 'PolicyCleared',
  args: (_none?: undefined) => [] as const,
})
