import type { Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { Request } from '../request.ts'
import { defineWrite } from '../write.ts'

/**
 * Executes a recovery that is ready: the new passkey takes over. Anybody may send it.
 * @throws ContractError (NotReady, WrongState, NotAccepted, …)
 */
export const executeRecovery = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'execute',
  eventName: 'RecoveryExecuted',
  args: ({ request, acceptance }: executeRecovery.Parameters) => [request, acceptance] as const,
})

export declare namespace executeRecovery {
  type Parameters = {
    readonly request: Request
    /** The new passkey's signature, as `signAcceptance` makes it; the same for all chains. */
    readonly acceptance: Hex
  }
}
