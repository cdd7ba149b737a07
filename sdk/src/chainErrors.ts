import { decodeContractError, revertData } from './contractErrors.ts'
import { SparekeyError } from './errors.ts'

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

/** A node serves another chain than the one it is used for. */
export class WrongChainError extends SparekeyError {
  override readonly name = 'WrongChainError'
  override readonly code = 'chain_wrong'

  constructor(expected: number, actual: number) {
    super(`The RPC endpoint for the network ${expected} serves the network ${actual}.`, {
      details: 'Configure the endpoint of the right network.',
    })
  }
}

/** What viem threw while a chain was asked, as one of our errors: the contract's refusal, or no usable answer. */
export function toChainError(error: unknown, chainId: number): SparekeyError {
  if (error instanceof SparekeyError) return error
  const data = revertData(error)
  return data === undefined ? new ChainUnavailableError(chainId, error) : decodeContractError(data, error)
}
