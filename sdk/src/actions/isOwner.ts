import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { passkeyValidatorAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

/**
 * Whether a passkey owns an account on one chain now.
 * @throws ChainUnavailableError
 */
export function isOwner(client: ReadClient, { account, signer }: isOwner.Parameters): Promise<boolean> {
  return readChain(client, () =>
    readContract(client, {
      abi: passkeyValidatorAbi,
      address: addresses.passkeyValidator,
      functionName: 'isOwner',
      args: [account, signer],
    }),
  )
}

export declare namespace isOwner {
  type Parameters = {
    readonly account: Address
    /** The passkey's ERC-7913 signer, as `passkeySigner` makes it. */
    readonly signer: Hex
  }
}
