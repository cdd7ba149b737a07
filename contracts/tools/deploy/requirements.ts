// What a chain must have, asked before anything is sent.
import { type Address, concat, encodeAbiParameters, type Hex, type PublicClient } from 'viem'
import { create2Deployer } from './artifacts.ts'
import { UnfitChainError } from './errors.ts'

const entryPoint: Address = '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108'
const p256Precompile: Address = '0x0000000000000000000000000000000000000100'

/** PUSH0 TLOAD POP, PUSH0 PUSH0 PUSH0 MCOPY, PUSH0 PUSH0 RETURN: cancun's opcodes, as init code. */
const cancunOpcodes: Hex = '0x5f5c505f5f5f5e5f5ff3'

/** A valid signature with small r and s, the one that PasskeyValidator asks for (Wycheproof). */
const validSignature = concat([
  '0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023',
  encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [5n, 1n]),
  '0xa71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac957',
  '0x5d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b',
])

/**
 * What speaks against a deployment without forbidding it, a sentence each.
 *
 * @throws {@link UnfitChainError}
 */
export async function requireFit(client: PublicClient, chainId: number): Promise<string[]> {
  if (!(await client.getCode({ address: create2Deployer })))
    throw new UnfitChainError(
      chainId,
      `the deterministic deployer is missing at ${create2Deployer}, expected so that all contracts get their usual addresses. Ask whoever runs the chain to put it there.`,
    )
  const hasCancun = await client.call({ data: cancunOpcodes }).then(
    () => true,
    () => false,
  )
  if (!hasCancun)
    throw new UnfitChainError(chainId, 'it does not know the opcodes of the cancun upgrade (TLOAD, MCOPY).')
  if (!(await client.getCode({ address: entryPoint })))
    throw new UnfitChainError(
      chainId,
      `EntryPoint v0.8 is missing at ${entryPoint}; without it no user operation reaches an account. Anybody may deploy it (eth-infinitism/account-abstraction).`,
    )
  const { data } = await client.call({ to: p256Precompile, data: validSignature })
  if (data && BigInt(data) === 1n) return []
  return [
    `Chain ${chainId} has no P-256 precompile at ${p256Precompile}: each signature by a passkey costs about 225,000 gas more there. A validator that is deployed now will not use a precompile that comes later.`,
  ]
}
