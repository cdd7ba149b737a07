import { type Address, encodeFunctionData, parseAbi } from 'viem'
import type { ChainClient } from './chains.ts'
import { FaucetError } from './errors.ts'
import { type OperatorCall, sendAsOperator } from './operator.ts'
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
  const { eth, usdc, usdt } = amounts
  const mint = (to: Address, amount: bigint): OperatorCall => ({
    to,
    data: encodeFunctionData({ abi: mintAbi, functionName: 'mint', args: [address, amount] }),
  })
  const calls = [
    ...(eth ? [{ to: address, value: eth }] : []),
    ...(usdc ? [mint(tokenArtifacts.USDC.address, usdc)] : []),
    ...(usdt ? [mint(tokenArtifacts.USDT.address, usdt)] : []),
  ]
  await Promise.all(
    calls.map(async (call) => {
      const receipt = await sendAsOperator(client, call)
      if (receipt.status !== 'success') throw new FaucetError(address, receipt.transactionHash)
    }),
  )
}
