import type { Hex } from 'viem'
import { accountFactoryAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'
import { defineWrite } from '../write.ts'

/**
 * Creates an account on one chain; where it exists already nothing happens. Anybody may send it: the address commits to
 * the passkey and the salt. Send it on all chains that the account is to use, before anything else happens to its passkey.
 * @throws ContractError (InvalidPublicKey)
 */
export const createAccount = defineWrite({
  abi: accountFactoryAbi,
  address: addresses.accountFactory,
  functionName: 'createAccount',
  eventName: 'AccountCreated',
  args: ({ publicKey, salt }: createAccount.Parameters) => [publicKey, salt] as const,
})

export declare namespace createAccount {
  type Parameters = {
    /** The account's first passkey. */
    readonly publicKey: PublicKey
    /** 32 random bytes, chosen in the browser. */
    readonly salt: Hex
  }
}
