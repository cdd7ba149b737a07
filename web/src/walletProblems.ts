// What can go wrong between this page and a wallet, each with its own sentence.
import { SparekeyError, WalletFailedError, WalletRejectedError } from 'sparekey'

/** The wallet showed nothing, or nobody answered it. */
export class WalletSilentError extends SparekeyError {
  override readonly name = 'WalletSilentError'
  override readonly code = 'wallet_silent'

  constructor(wallet: string) {
    super(`${wallet} has not answered.`, {
      details: 'Nothing has changed. Open the wallet, unlock it, and try again.',
    })
  }
}

/** The wallet still shows an earlier request (EIP-1474, -32002). */
class WalletBusyError extends SparekeyError {
  override readonly name = 'WalletBusyError'
  override readonly code = 'wallet_busy'

  constructor(wallet: string, cause: unknown) {
    super(`${wallet} is still waiting for an answer to an earlier request.`, {
      details: 'Open the wallet, answer it there, and try again.',
      cause,
    })
  }
}

/** The wallet gave no address, or something that is none. */
export class WalletWithoutAddressError extends SparekeyError {
  override readonly name = 'WalletWithoutAddressError'
  override readonly code = 'wallet_without_address'

  constructor(wallet: string) {
    super(`${wallet} has not shared an address.`, {
      details: 'Choose an address in the wallet, and connect again.',
    })
  }
}

/** The wallet no longer lets this page use the address (EIP-1193, 4100). */
class WalletDisconnectedError extends SparekeyError {
  override readonly name = 'WalletDisconnectedError'
  override readonly code = 'wallet_disconnected'

  constructor(wallet: string, cause: unknown) {
    super(`${wallet} is not connected with this address any more.`, {
      details: 'Nothing was signed. Connect it again.',
      cause,
    })
  }
}

/** The wallet is on another network, and does not know this one or would not switch. */
export class WalletOnOtherNetworkError extends SparekeyError {
  override readonly name = 'WalletOnOtherNetworkError'
  override readonly code = 'wallet_other_network'

  constructor(wallet: string, network: string, cause?: unknown) {
    super(`${wallet} is on another network.`, {
      details: `Nothing was signed. Switch it to ${network}, and try again.`,
      cause,
    })
  }
}

/** A wallet that this flow began with is not in this browser now. */
export class WalletGoneError extends SparekeyError {
  override readonly name = 'WalletGoneError'
  override readonly code = 'wallet_gone'

  constructor(wallet: string) {
    super(`${wallet} is not in this browser any more.`, {
      details: 'Open the browser that has it, or connect another wallet.',
    })
  }
}

/** Codes of EIP-1193 and EIP-1474 that mean something to a person. */
const codes = { rejected: 4001, unauthorised: 4100, unknownChain: 4902, busy: -32002 }

/** What a wallet threw, as one of our errors. @param wallet its name, for the sentence */
export function toWalletProblem(error: unknown, wallet: string): SparekeyError {
  if (error instanceof SparekeyError) return error
  const code = codeIn(error)
  if (code === codes.rejected) return new WalletRejectedError(error)
  if (code === codes.busy) return new WalletBusyError(wallet, error)
  if (code === codes.unauthorised) return new WalletDisconnectedError(wallet, error)
  if (code === codes.unknownChain) return new WalletOnOtherNetworkError(wallet, 'the right one', error)
  return new WalletFailedError(messageOf(error), error)
}

/** The first code that says something; some wallets and libraries wrap it. */
function codeIn(error: unknown): number | undefined {
  const known = Object.values(codes)
  let at: unknown = error
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    const { code, cause, data } = at as {
      code?: unknown
      cause?: unknown
      data?: { originalError?: unknown }
    }
    if (known.includes(Number(code))) return Number(code)
    at = cause ?? data?.originalError
  }
  return undefined
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return String(error)
}
