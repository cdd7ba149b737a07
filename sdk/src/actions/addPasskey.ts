import { passkeyValidatorAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'
import { defineWrite } from '../write.ts'

/**
 * Lets one more passkey sign for the account that sends it: put `addPasskey.call({ publicKey })` into its user operation.
 * @throws ContractError (PasskeyAlreadyAdded, InvalidPublicKey)
 */
export const addPasskey = defineWrite({
  abi: passkeyValidatorAbi,
  address: addresses.passkeyValidator,
  functionName: 'addPasskey',
  eventName: 'PasskeyAdded',
  args: ({ publicKey }: addPasskey.Parameters) => [publicKey] as const,
})

export declare namespace addPasskey {
  type Parameters = { readonly publicKey: PublicKey }
}
