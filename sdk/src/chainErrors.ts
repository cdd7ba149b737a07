import {
  BaseError,
  ChainDisconnectedError,
  ChainMismatchError,
  ContractFunctionZeroDataError,
  InsufficientFundsError,
  ProviderDisconnectedError,
  RpcError,
  RpcRequestError,
  UnknownRpcError,
} from 'viem'
import { decodeContractError, revertData } from './contractErrors.ts'
import { SparekeyError } from './errors.ts'
import { isRejection, reasonOf, WalletRejectedError } from './walletErrors.ts'

/** A chain's node did not answer, or answered nonsense. */
export class ChainUnavailableError extends SparekeyError {
  override readonly name = 'ChainUnavailableError'
  override readonly code = 'chain_unavailable'
  /** The chain that is meant. */
  readonly chainId: number

  constructor(chainId: number, cause: unknown) {
    super(`The network ${chainId} does not answer.`, {
      details:
        'Nothing is lost: what guardians have signed stays valid. Try again, or use another RPC endpoint.',
      cause,
    })
    this.chainId = chainId
  }
}

/** A chain's node answered, and refused: a method that it does not have, a transaction that it does not take. */
export class ChainRefusedError extends SparekeyError {
  override readonly name = 'ChainRefusedError'
  override readonly code = 'chain_refused'
  /** The chain that is meant. */
  readonly chainId: number
  /** The node's own words, for the developer. */
  readonly reason: string

  constructor(chainId: number, reason: string, cause: unknown) {
    super(`The network ${chainId} refused this: ${reason}`, {
      details: 'Nothing has changed there. Try again, or use another RPC endpoint.',
      cause,
    })
    this.chainId = chainId
    this.reason = reason
  }
}

/** A node serves another chain than the one it is used for. */
export class WrongChainError extends SparekeyError {
  override readonly name = 'WrongChainError'
  override readonly code = 'chain_wrong'

  /** @param actual the chain that it serves, where that is known */
  constructor(expected: number, actual: number | undefined, cause?: unknown) {
    const served = actual === undefined ? 'another one' : `the network ${actual}`
    super(`The RPC endpoint for the network ${expected} serves ${served}.`, {
      details: 'Configure the endpoint of the right network, or switch the wallet to it.',
      cause,
    })
  }
}

/** Where a contract of ours should be, there is none. */
export class ContractsMissingError extends SparekeyError {
  override readonly name = 'ContractsMissingError'
  override readonly code = 'contracts_missing'

  constructor(chainId: number, cause: unknown) {
    super(`A contract that is needed is not on the network ${chainId}.`, {
      details: 'Deploy the contracts on this network first, or leave it out.',
      cause,
    })
  }
}

/** Whoever pays for the transaction does not have enough. */
export class GasUnaffordableError extends SparekeyError {
  override readonly name = 'GasUnaffordableError'
  override readonly code = 'gas_unaffordable'

  constructor(chainId: number, cause: unknown) {
    super(`The wallet that sends this cannot pay for it on the network ${chainId}.`, {
      details: 'Add funds to it, or let somebody else send it: anybody may.',
      cause,
    })
  }
}

/** RPC errors of viem that are no answer: a wallet that is disconnected, or whatever else it threw. */
const noAnswers = [UnknownRpcError, ProviderDisconnectedError, ChainDisconnectedError]

/** What viem threw while a chain was asked, as one of our errors: the contract's refusal, the node's, or no usable answer. */
export function toChainError(error: unknown, chainId: number): SparekeyError {
  if (error instanceof SparekeyError) return error
  const data = revertData(error)
  if (data !== undefined) return decodeContractError(data, error)
  if (isRejection(error)) return new WalletRejectedError(error)
  if (!(error instanceof BaseError)) return new ChainUnavailableError(chainId, error)
  const has = (kind: abstract new (...args: never[]) => Error) =>
    Boolean(error.walk((cause) => cause instanceof kind))
  if (has(ChainMismatchError)) return new WrongChainError(chainId, undefined, error)
  if (has(InsufficientFundsError)) return new GasUnaffordableError(chainId, error)
  if (has(ContractFunctionZeroDataError)) return new ContractsMissingError(chainId, error)
  const isAnswer = has(RpcRequestError) || (has(RpcError) && !noAnswers.some(has))
  if (isAnswer) return new ChainRefusedError(chainId, reasonOf(error), error)
  return new ChainUnavailableError(chainId, error)
}
