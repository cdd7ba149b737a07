// Sending money: what is typed, what it costs, and the one prompt that does it.
import { type Call, type Passkey, toPasskeyAccount } from 'sparekey'
import {
  type Address,
  encodeFunctionData,
  erc20Abi,
  getAddress,
  isAddress,
  isAddressEqual,
  parseUnits,
} from 'viem'
import { prepareUserOperation } from 'viem/account-abstraction'
import { formatAmount, type Holding } from './balances.ts'
import type { Network } from './chains.ts'

/** Why this is no address to send to; undefined if it is one, or if nothing is typed yet. */
export function recipientProblem(typed: string, own: Address): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    return 'An address begins with 0x and has 40 letters or digits after it.'
  const isMixed = text !== text.toLowerCase() && text.slice(2) !== text.slice(2).toUpperCase()
  if (isMixed && !isAddress(text)) return 'There is a typing mistake in this address. Copy it again.'
  if (isAddressEqual(text as Address, own)) return 'This is your own account.'
  if (/^0x0{40}$/.test(text)) return 'Nobody has this address; what you send there is lost.'
  return undefined
}

/** Why this amount cannot be sent; undefined if it can, or if nothing is typed yet. */
export function amountProblem(typed: string, { symbol, decimals, amount }: Amount): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  const parsed = parseAmount(text, decimals)
  if (parsed === undefined)
    return `Type a number with at most ${decimals} digits after the point, like 12.50.`
  if (parsed === 0n) return 'Type more than zero.'
  if (parsed > amount) return `There are only ${formatAmount(amount, decimals)} ${symbol}.`
  return undefined
}

type Amount = Pick<Holding, 'symbol' | 'decimals' | 'amount'>

/** The smallest units in what was typed; undefined if it is no amount. A comma is taken for a point. */
export function parseAmount(typed: string, decimals: number): bigint | undefined {
  const text = typed.trim().replace(',', '.')
  const [, behind = ''] = text.split('.')
  if (!/^\d+\.?\d*$|^\.\d+$/.test(text) || behind.length > decimals) return undefined
  return parseUnits(text.startsWith('.') ? `0${text}` : text, decimals)
}

/** The call that moves the money. */
export function transferCall(
  holding: Pick<Holding, 'token'>,
  to: string,
  amount: bigint,
): Call & { value?: bigint } {
  const recipient = getAddress(to.trim())
  if (!holding.token) return { to: recipient, data: '0x', value: amount }
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [recipient, amount] })
  return { to: holding.token, data }
}

/**
 * The most that calls can cost on a network, in wei of the account's ETH. No prompt.
 * @throws what the network says if it would not take them
 */
export async function quote(network: Network, passkey: Passkey, address: Address, calls: readonly Call[]) {
  const account = await toPasskeyAccount({ client: network.client, passkey, address })
  const operation = await prepareUserOperation(network.bundler, {
    account,
    calls: [...calls],
    parameters: ['factory', 'fees', 'gas', 'nonce', 'paymaster'],
  })
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = operation
  return (callGasLimit + verificationGasLimit + preVerificationGas) * maxFeePerGas
}
