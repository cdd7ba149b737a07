import { BaseError, type Hex, HttpRequestError, TimeoutError, WebSocketRequestError } from 'viem'
import { ContractError, decodeContractError, revertData } from './contractErrors.ts'
import { SparekeyError } from './errors.ts'
import { reasonOf } from './walletErrors.ts'

/** A chain's bundler did not answer. */
export class BundlerUnavailableError extends SparekeyError {
  override readonly name = 'BundlerUnavailableError'
  override readonly code = 'bundler_unavailable'

  constructor(chainId: number, cause: unknown) {
    super(`The bundler of the network ${chainId} does not answer.`, {
      details:
        'An operation that was sent already may still be carried out: look at the account before you try again, or use another bundler.',
      cause,
    })
  }
}

/** A bundler would not take a user operation. */
export class BundlerRefusedError extends SparekeyError {
  override readonly name = 'BundlerRefusedError'
  override readonly code = 'bundler_refused'
  /** The bundler's own words, for the developer; ERC-4337's codes (AA21 …) are in them. */
  readonly reason: string

  constructor(chainId: number, reason: string, cause: unknown) {
    super(`The bundler of the network ${chainId} refused the operation: ${reason}`, {
      details:
        'Nothing has changed there. AA21 means that the account lacks funds, AA24 that its signature is wrong.',
      cause,
    })
    this.reason = reason
  }
}

/** What viem threw while a bundler was asked, as one of our errors. */
export function toBundlerError(error: unknown, chainId: number): SparekeyError {
  if (error instanceof SparekeyError) return error
  if (!(error instanceof BaseError)) return new BundlerUnavailableError(chainId, error)
  const isSilent = error.walk(
    (cause) =>
      cause instanceof HttpRequestError ||
      cause instanceof TimeoutError ||
      cause instanceof WebSocketRequestError,
  )
  if (isSilent) return new BundlerUnavailableError(chainId, error)
  const data = revertData(error)
  if (data !== undefined && data !== '0x') return decodeContractError(data, error)
  const reason = reasonOf(error)
  // ERC-4337 has no place for revert data, so bundlers put it at the end of their sentence.
  const inWords = /0x(?:[0-9a-f]{2}){4,}$/i.exec(reason)?.[0]
  const refusal = inWords && decodeContractError(inWords as Hex, error)
  return refusal instanceof ContractError ? refusal : new BundlerRefusedError(chainId, reason, error)
}
