import type { Address, Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { Approval } from '../request.ts'
import { defineWrite } from '../write.ts'

/**
 * Ends one recovery by guardians who have more weight than it has. Anybody may send it.
 * @throws ContractError (ObjectionTooLight, WrongState, NotApproved, …)
 */
export const objectToRecovery = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'object',
  eventName: 'RecoveryObjected',
  args: ({ account, policy, requestHash, objections }: objectToRecovery.Parameters) =>
    [account, policy, requestHash, objections] as const,
})

export declare namespace objectToRecovery {
  type Parameters = {
    readonly account: Address
    /** The account's policy as bytes, as `getPolicy` returns them. */
    readonly policy: Hex
    readonly requestHash: Hex
    /** Ascending by guardian; signatures over the objection's digest. */
    readonly objections: readonly Approval[]
  }
}
