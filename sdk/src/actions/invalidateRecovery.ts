import type { Address, Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * Ends one recovery that counts a guardian who is suspended by its verifier. Anybody may send it.
 * @throws ContractError (GuardianNotSuspended, NotAnApprover, WrongState, …)
 */
export const invalidateRecovery = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'invalidate',
  eventName: 'RecoveryInvalidated',
  args: ({ account, policy, requestHash, guardian }: invalidateRecovery.Parameters) =>
    [account, policy, requestHash, guardian] as const,
})

export declare namespace invalidateRecovery {
  type Parameters = {
    readonly account: Address
    /** The account's policy as bytes, as `getPolicy` returns them. */
    readonly policy: Hex
    readonly requestHash: Hex
    /** Index into the policy's guardians. */
    readonly guardian: number
  }
}
