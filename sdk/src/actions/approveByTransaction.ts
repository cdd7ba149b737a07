import type { Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * A guardian's approval by a transaction of its own wallet, for wallets that refuse the typed data. From then on an
 * approval of this guardian with an empty signature counts, on this chain.
 */
export const approveByTransaction = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'approve',
  eventName: 'ApprovalRecorded',
  args: ({ digest }: approveByTransaction.Parameters) => [digest] as const,
})

export declare namespace approveByTransaction {
  type Parameters = {
    /** The request's hash, or an objection's digest. */
    readonly digest: Hex
  }
}
