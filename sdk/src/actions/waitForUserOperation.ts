import type { Hex, TransactionReceipt } from 'viem'
import {
  type BundlerClient,
  WaitForUserOperationReceiptTimeoutError,
  waitForUserOperationReceipt,
} from 'viem/account-abstraction'
import { toBundlerError } from '../bundlerErrors.ts'
import { decodeContractError } from '../contractErrors.ts'
import { SparekeyError } from '../errors.ts'
import type { ReadClient } from '../write.ts'

/** A user operation was included, but its calls were reverted without a reason. */
export class UserOperationRevertedError extends SparekeyError {
  override readonly name = 'UserOperationRevertedError'
  override readonly code = 'user_operation_reverted'

  constructor(hash: Hex, chainId: number) {
    super(`The operation ${hash} was carried out on the network ${chainId}, but its calls failed.`, {
      details: 'Nothing has changed but the gas that was paid. Look at its transaction, and try again.',
    })
  }
}

/** A user operation was not included in time; it still can be. */
export class UserOperationTimeoutError extends SparekeyError {
  override readonly name = 'UserOperationTimeoutError'
  override readonly code = 'user_operation_timeout'

  constructor(hash: Hex, chainId: number, cause: unknown) {
    super(`The operation ${hash} has not been carried out on the network ${chainId} yet.`, {
      details: 'It may still be. Wait for it again before you send another one.',
      cause,
    })
  }
}

/**
 * Waits until a user operation is on chain and has done what it was to do.
 * @returns the receipt of its transaction, and the gas that the account paid for
 * @throws ContractError, UserOperationRevertedError, UserOperationTimeoutError, BundlerUnavailableError,
 * BundlerRefusedError
 */
export async function waitForUserOperation(
  bundler: BundlerClient & { readonly client: ReadClient },
  { hash, timeout = 60_000 }: waitForUserOperation.Parameters,
): Promise<waitForUserOperation.ReturnType> {
  const chainId = bundler.client.chain.id
  const { success, reason, receipt, actualGasUsed } = await waitForUserOperationReceipt(bundler, {
    hash,
    timeout,
  }).catch((error: unknown) => {
    if (error instanceof WaitForUserOperationReceiptTimeoutError)
      throw new UserOperationTimeoutError(hash, chainId, error)
    throw toBundlerError(error, chainId)
  })
  if (success) return { receipt, gasUsed: actualGasUsed }
  throw reason?.startsWith('0x') && reason.length >= 10
    ? decodeContractError(reason as Hex)
    : new UserOperationRevertedError(hash, chainId)
}

export declare namespace waitForUserOperation {
  type Parameters = {
    readonly hash: Hex
    /** Milliseconds; a minute by default. */
    readonly timeout?: number
  }
  type ReturnType = { readonly receipt: TransactionReceipt; readonly gasUsed: bigint }
}
