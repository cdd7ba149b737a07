import { passkeyValidatorAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'
import { defineWrite } from '../write.ts'

/**
 * Makes a passkey the only one of the account that sends it: put `replacePasskeys.call({ publicKey })` into its user operation.
 * @throws ContractError (InvalidPublicKey)
 */
export const replacePasskeys = defineWrite({
  abi: passkeyValidatorAbi,
  address: addresses.passkeyValidator,
  functionName: 'replacePasskeys',
  eventName: 'PasskeysRevoked',
  args: ({ publicKey }: replacePasskeys.Parameters) => [publicKey] as const,
})

export declare namespace replacePasskeys {
  type Parameters = { readonly publicKey: PublicKey }
}
