import type { Address, Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { Scope } from '../request.ts'
import { defineWrite } from '../write.ts'

/**
 * Ends all recoveries of an account by its owner's signature, on one of the chains that it lists. Anybody may send it, so
 * the owner needs no gas.
 * @throws ContractError (NotCancelled, WrongEpoch, DeadlinePassed, …)
 */
export const cancelWithSignature = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'cancelWithSignature',
  eventName: 'RecoveriesCancelled',
  args: ({ account, requestHash, scopes, deadline, signature }: cancelWithSignature.Parameters) =>
    [account, requestHash, scopes, deadline, signature] as const,
})

export declare namespace cancelWithSignature {
  type Parameters = {
    readonly account: Address
    /** The recovery because of which the owner cancels. */
    readonly requestHash: Hex
    /** Ascending by chain; each at the account's epoch there. */
    readonly scopes: readonly Scope[]
    /** Unix seconds, at most 24 hours ahead. */
    readonly deadline: number
    /**
     * The owner's signature, as `signCancellation` makes it: the same for all chains on which the named recovery was
     * started, and `accountCancellation` of it for the others.
     */
    readonly signature: Hex
  }
}
