import { BaseError, UserRejectedRequestError } from 'viem'
import { SparekeyError } from './errors.ts'

/** The person declined in the wallet (EIP-1193, code 4001). */
export class WalletRejectedError extends SparekeyError {
  override readonly name = 'WalletRejectedError'
  override readonly code = 'wallet_rejected'

  constructor(cause?: unknown) {
    super('The request was declined in the wallet.', {
      details: 'Nothing was signed or sent. Ask again, or use another guardian.',
      cause,
    })
  }
}

/** The wallet could not do what it was asked: it is locked, gone, or does not know this kind of message. */
export class WalletFailedError extends SparekeyError {
  override readonly name = 'WalletFailedError'
  override readonly code = 'wallet_failed'
  /** The wallet's own words, for the developer. */
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(`The wallet could not sign: ${reason}`, {
      details:
        'Unlock it and connect it again. If it does not know this kind of message, approve by a transaction instead.',
      cause,
    })
    this.reason = reason
  }
}

/** Whether somebody declined in a wallet; viem knows the code, some wallets wrap it. */
export function isRejection(error: unknown): boolean {
  if (!(error instanceof BaseError)) return codeOf(error) === UserRejectedRequestError.code
  return Boolean(error.walk((cause) => codeOf(cause) === UserRejectedRequestError.code))
}

/** What was thrown while a wallet was asked for a signature, as one of our errors. */
export function toWalletError(error: unknown): SparekeyError {
  if (error instanceof SparekeyError) return error
  return isRejection(error) ? new WalletRejectedError(error) : new WalletFailedError(reasonOf(error), error)
}

/** The deepest words in an error of viem; what anything else says. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof BaseError ? error.walk() : error
  if (cause instanceof BaseError) return cause.details || cause.shortMessage
  // The deepest is often a plain object of JSON-RPC.
  const message = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause
  return String(message)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
}
