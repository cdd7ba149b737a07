import type { Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { Approval, Request } from '../request.ts'
import { defineWrite } from '../write.ts'

/**
 * Starts a recovery's waiting time, or shortens it when more guardians have approved meanwhile. Anybody may send it.
 *
 * When it changes nothing the chain accepts it silently, and there is no `RecoveryStarted` to extract; nor when it
 * shortens, which is `RecoveryAdvanced`. Read the result with `getRecovery`.
 * @throws ContractError (WrongPolicy, WrongEpoch, NotEnoughWeight, NotApproved, …)
 */
export const startRecovery = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'start',
  eventName: 'RecoveryStarted',
  args: ({ policy, request, approvals }: startRecovery.Parameters) => [policy, request, approvals] as const,
})

export declare namespace startRecovery {
  type Parameters = {
    /** The account's policy as bytes, as `getPolicy` returns them. */
    readonly policy: Hex
    readonly request: Request
    /** Ascending by guardian; those that the request counts already may be left out. */
    readonly approvals: readonly Approval[]
  }
}
