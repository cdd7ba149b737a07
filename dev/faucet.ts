import { type Address, parseAbi } from 'viem'
import { operator } from './accounts.ts'
import type { ChainClient } from './chains.ts'
import { FaucetError } from './errors.ts'
import { tokenArtifacts } from './tokens.ts'

/** Amounts in the smallest unit: wei, and millionths of a demo token. */
export type Amounts = { eth?: bigint; usdc?: bigint; usdt?: bigint }

const mintAbi = parseAbi(['function mint(address to, uint256 amount)'])

/**
 * Gives a new account money on one chain: ETH from the dev operator, tokens out of nothing. Resolves when mined.
 *
 * @throws {@link FaucetError}
 */
export async function fund(client: ChainClient, address: Address, amounts: Amounts): Promise<void> {
  const account = operator.address
  const mint = (token: Address, amount: bigint) =>
    client.writeContract({
      account,
      address: token,
      abi: mintAbi,
      functionName: 'mint',
      args: [address, amount],
    })
  const { eth, usdc, usdt } = amounts
  const hashes = await Promise.all([
    ...(eth ? [client.sendTransaction({ account, to: address, value: eth })] : []),
    ...(usdc ? [mint(tokenArtifacts.USDC.address, usdc)] : []),
    ...(usdt ? [mint(tokenArtifacts.USDT.address, usdt)] : []),
  ])
  for (const hash of hashes) {
    const receipt = await client.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new FaucetError(address, hash)
  }
}
