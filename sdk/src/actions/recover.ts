import type { Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { Approval, Request } from '../request.ts'
import { defineWrite } from '../write.ts'

/**
 * Starts and executes a recovery in one transaction, where the approvals leave no waiting time. Anybody may send it.
 * @throws ContractError (NotReady where there is a waiting time, NotEnoughWeight, NotApproved, NotAccepted, …)
 */
export const recover = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'recover',
  eventName: 'RecoveryExecuted',
  args: ({ policy, request, approvals, acceptance }: recover.Parameters) =>
    [policy, request, approvals, acceptance] as const,
})

export declare namespace recover {
  type Parameters = {
    /** The account's policy as bytes, as `getPolicy` returns them. */
    readonly policy: Hex
    readonly request: Request
    /** Ascending by guardian; those that the request counts already may be left out. */
    readonly approvals: readonly Approval[]
    /** The new passkey's signature, as `signAcceptance` makes it; the same for all chains. */
    readonly acceptance: Hex
  }
}
