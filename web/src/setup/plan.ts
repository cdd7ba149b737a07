// On which networks something is to be done, what it costs, and why a network is left out.
import { type Call, type Passkey, toPasskeyAccount } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import { formatEther } from 'viem'
import { prepareUserOperation } from 'viem/account-abstraction'
import { getBalance, getGasPrice } from 'viem/actions'
import type { AccountNetwork } from '../accountNetworks.ts'
import { explain } from '../explain.ts'
import type { Plan } from '../operations.ts'
import { isSame } from './draft.ts'

type Party = Plan['networks'][number]

/** Why nothing can be done on a network now; undefined if it can. */
export function obstacleOf({ status }: AccountNetwork, session: SessionJson): string | undefined {
  if (status === 'unknown') return 'Does not answer now. Set it up later under Networks.'
  if (status === 'refused') return 'Left out: this account must not be used here.'
  if (status === 'other-passkeys') return 'Left out: your passkey does not open this account here.'
  if (status === 'missing' && !isFirstPasskey(session))
    return 'Left out: only the first passkey can create this account here.'
  return undefined
}

/** The account's part of a plan on one network; where it is missing it is created on the way. */
export function partyOf(
  { network, status }: AccountNetwork,
  { session, config, calls }: { session: SessionJson; config: Config; calls: readonly Call[] },
): Party {
  const { address, salt } = session.account
  const account = status === 'missing' ? { salt, factory: config.factoryStaker } : { address }
  return { network, account, calls }
}

/** What a plan costs on one network, before anybody signs. */
export async function costOf({ network, account, calls }: Party, passkey: Passkey): Promise<Cost> {
  const { bundler, client } = network
  try {
    const sender = await toPasskeyAccount({ client, passkey, ...account })
    const [operation, price, balance] = await Promise.all([
      prepareUserOperation(bundler, { account: sender, calls: [...calls] }),
      getGasPrice(client),
      getBalance(client, { address: sender.address }),
    ])
    const gas = operation.callGasLimit + operation.verificationGasLimit + operation.preVerificationGas
    const most = gas * operation.maxFeePerGas
    const usual = gas * smaller(price, operation.maxFeePerGas)
    if (balance >= most) return { text: `≈ ${shortEther(usual)} ETH` }
    const missing = `Needs up to ${shortEther(most)} ETH here, and has ${shortEther(balance)}. Send some to this account first.`
    return { text: `≈ ${shortEther(usual)} ETH`, problem: missing }
  } catch (error) {
    const { what, todo } = explain(error)
    return { text: undefined, problem: `${what} ${todo}` }
  }
}

/** @see costOf */
export interface Cost {
  readonly text: string | undefined
  readonly problem?: string
}

/** Two digits that say something: 0.00031; never an exponent. */
function shortEther(wei: bigint): string {
  if (wei === 0n) return '0'
  const ether = Number(formatEther(wei))
  if (ether < 0.000_001) return 'less than 0.000001'
  return ether.toLocaleString('en', {
    maximumSignificantDigits: 2,
    useGrouping: false,
    maximumFractionDigits: 8,
  })
}

function isFirstPasskey({ publicKey, account }: SessionJson): boolean {
  return isSame(publicKey.x, account.firstPublicKey.x) && isSame(publicKey.y, account.firstPublicKey.y)
}

function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one
  return other
}
