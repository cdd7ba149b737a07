import type { Hex } from 'viem'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { defineWrite } from '../write.ts'

/**
 * Has the chain verify a guardian's signature now and remember it, for approvals that age. Anybody may send it. From then
 * on an approval of this guardian with an empty signature counts.
 * @throws ContractError (NotApproved)
 */
export const recordApproval = defineWrite({
  abi: recoveryModuleAbi,
  address: addresses.recoveryModule,
  functionName: 'record',
  eventName: 'ApprovalRecorded',
  args: ({ signer, digest, signature }: recordApproval.Parameters) => [signer, digest, signature] as const,
})

export declare namespace recordApproval {
  type Parameters = {
    /** The guardian's ERC-7913 signer. */
    readonly signer: Hex
    /** The request's hash, or an objection's digest. */
    readonly digest: Hex
    readonly signature: Hex
  }
}
