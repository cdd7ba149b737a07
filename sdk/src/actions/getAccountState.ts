import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

/**
 * What the recovery module knows of an account on one chain.
 * @throws ChainUnavailableError
 */
export async function getAccountState(
  client: ReadClient,
  { account }: getAccountState.Parameters,
): Promise<getAccountState.ReturnType> {
  const [commitment, epoch, blockNumber] = await readChain(client, () =>
    readContract(client, {
      abi: recoveryModuleAbi,
      address: addresses.recoveryModule,
      functionName: 'accountState',
      args: [account],
    }),
  )
  return { isPolicySet: BigInt(commitment) !== 0n, commitment, epoch, blockNumber: BigInt(blockNumber) }
}

export declare namespace getAccountState {
  type Parameters = { readonly account: Address }
  type ReturnType = {
    readonly isPolicySet: boolean
    /** Upper 184 bits of keccak256(policy), 23 bytes. */
    readonly commitment: Hex
    readonly epoch: number
    /** The block whose PolicySet event has the policy. */
    readonly blockNumber: bigint
  }
}
