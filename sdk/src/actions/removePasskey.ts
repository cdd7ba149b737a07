import { passkeyValidatorAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'
import { defineWrite } from '../write.ts'

/**
 * Ends one passkey of the account that sends it; the last one stays: put `removePasskey.call({ publicKey })` into its user operation.
 * @throws ContractError (LastPasskey, PasskeyUnknown)
 */
export const removePasskey = defineWrite({
  abi: passkeyValidatorAbi,
  address: addresses.passkeyValidator,
  functionName: 'removePasskey',
  eventName: 'PasskeyRemoved',
  args: ({ publicKey }: removePasskey.Parameters) => [publicKey] as const,
})

export declare namespace removePasskey {
  type Parameters = { readonly publicKey: PublicKey }
}
