import { type Address, concat, encodeAbiParameters, getContractAddress, type Hex, keccak256 } from 'viem'
import { addresses } from '../generated/addresses.ts'
import type { PublicKey } from '../p256.ts'

/** The code of all accounts: the first contract that the factory creates. */
const implementation = getContractAddress({ opcode: 'CREATE', from: addresses.accountFactory, nonce: 1n })

/** ERC-1167's minimal proxy of the implementation. */
const cloneInitCode = concat([
  '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
  implementation,
  '0x5af43d82803e903d91602b57fd5bf3',
])

/** The address that an account of this first passkey and salt has on every chain; computed, nobody is asked. */
export function getAccountAddress({ publicKey, salt }: getAccountAddress.Parameters): Address {
  const { x, y } = publicKey
  const types = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }] as const
  const cloneSalt = keccak256(encodeAbiParameters(types, [x, y, salt]))
  return getContractAddress({
    opcode: 'CREATE2',
    from: addresses.accountFactory,
    salt: cloneSalt,
    bytecode: cloneInitCode,
  })
}

export declare namespace getAccountAddress {
  type Parameters = {
    /** The account's first passkey. */
    readonly publicKey: PublicKey
    /** 32 bytes, chosen in the browser. */
    readonly salt: Hex
  }
}
