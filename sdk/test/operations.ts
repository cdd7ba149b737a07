// User operations without a bundler: handed to the EntryPoint, as a bundler would.
import { type Hex, parseEventLogs, type TransactionReceipt } from 'viem'
import {
  entryPoint08Abi,
  entryPoint08Address,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { simulateContract, writeContract } from 'viem/actions'
import type { PasskeyAccount } from '../src/toPasskeyAccount.ts'
import type { WriteClient } from '../src/write.ts'
import { done } from './chains.ts'

/** An operation with ample gas, signed by the account's passkey; `change` is applied before it is signed. */
export async function signedOperation(
  account: PasskeyAccount,
  calls: readonly { to: Hex; value?: bigint; data?: Hex }[],
  change: Partial<UserOperation<'0.8'>> = {},
): Promise<UserOperation<'0.8'>> {
  const { factory, factoryData } = await account.getFactoryArgs()
  const operation = {
    sender: account.address,
    nonce: await account.getNonce(),
    callData: await account.encodeCalls(calls),
    ...(factory && factoryData && { factory, factoryData }),
    callGasLimit: 1_000_000n,
    verificationGasLimit: 2_000_000n,
    preVerificationGas: 100_000n,
    maxFeePerGas: 10n ** 9n,
    maxPriorityFeePerGas: 1n,
    ...change,
  }
  return { ...operation, signature: await account.signUserOperation(operation as never) }
}

/** Carries an operation out; `success` is whether its calls did not revert. */
export async function carryOut(
  client: WriteClient,
  operation: UserOperation<'0.8'>,
): Promise<{ success: boolean; receipt: TransactionReceipt }> {
  // Simulated first, because a receipt does not say why EntryPoint refuses (AA24 …).
  const { request } = await simulateContract(client, {
    ...{ abi: entryPoint08Abi, address: entryPoint08Address, functionName: 'handleOps' },
    args: [[toPackedUserOperation(operation)], client.account.address],
    ...{ account: client.account, chain: client.chain, gas: 8_000_000n },
  })
  const receipt = await done(client, writeContract(client, request))
  const [event] = parseEventLogs({
    abi: entryPoint08Abi,
    eventName: 'UserOperationEvent',
    logs: receipt.logs,
  })
  return { success: event?.args.success === true, receipt }
}
