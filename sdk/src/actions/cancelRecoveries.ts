import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * Ends all recoveries of the account that sends it: put `cancelRecoveries.call()` into its user operation. Without gas,
 * use `cancelWithSignature`.
 * @throws ContractError (PolicyNotSet)
 */
export const cancelRecoveries = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'cancel',
  eventName: 'RecoveriesCancelled',
  args: (_none?: undefined) => [] as const,
})
