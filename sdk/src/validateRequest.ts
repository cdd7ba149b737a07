import { type Address, type Hex, isAddressEqual, size, zeroAddress } from 'viem'
import { SparekeyError } from './errors.ts'
import type { Cancellation, Request, Scope } from './request.ts'

/** Most chains that one request can list. */
export const MAX_SCOPES = 32
/** Seconds: a request can be started at most this long after it was made. */
export const MAX_REQUEST_LIFE = 30 * 86_400
/** Seconds: how long a request can be started unless somebody chooses otherwise. */
export const DEFAULT_REQUEST_LIFE = 7 * 86_400
/** Seconds: a cancellation counts at most this long. */
export const MAX_CANCELLATION_LIFE = 86_400
const MAX_EPOCH = 0xffffffff

/** A request or cancellation for no chain, or for more than 32. */
export class InvalidScopeCountError extends SparekeyError {
  override readonly name = 'InvalidScopeCountError'
  override readonly code = 'scopes_count'

  constructor(count: number) {
    super(`There are ${count} networks.`, { details: `Expected 1 to ${MAX_SCOPES}. Split the request.` })
  }
}

/** Chains out of order, or one of them twice. */
export class ScopesNotAscendingError extends SparekeyError {
  override readonly name = 'ScopesNotAscendingError'
  override readonly code = 'scopes_order'

  constructor(index: number) {
    super(`Network ${index} is out of order or comes twice.`, {
      details: 'Expected chain ids strictly ascending; `sortScopes` sorts them.',
    })
  }
}

/** A chain id or an epoch that no chain can have. */
export class InvalidScopeError extends SparekeyError {
  override readonly name = 'InvalidScopeError'
  override readonly code = 'scope_invalid'

  constructor({ chainId, epoch }: Scope) {
    super(`Network ${chainId} at epoch ${epoch} cannot exist.`, {
      details: 'Expected a positive chain id and an epoch of 32 bits, as read from that chain.',
    })
  }
}

/** A deadline that has passed. */
export class DeadlinePassedError extends SparekeyError {
  override readonly name = 'DeadlinePassedError'
  override readonly code = 'deadline_passed'

  constructor(deadline: number, now: number) {
    super(`The deadline passed ${now - deadline} seconds ago.`, { details: 'Make a new request.' })
  }
}

/** A deadline further ahead than the chain allows. */
export class DeadlineTooFarError extends SparekeyError {
  override readonly name = 'DeadlineTooFarError'
  override readonly code = 'deadline_too_far'

  constructor(deadline: number, max: number) {
    super(`The deadline ${deadline} is too far ahead.`, {
      details: `Expected ${max} or earlier (Unix seconds).`,
    })
  }
}

/** A new signer that is no ERC-7913 signer. */
export class InvalidNewSignerError extends SparekeyError {
  override readonly name = 'InvalidNewSignerError'
  override readonly code = 'new_signer_invalid'

  constructor(signer: Hex) {
    super(`The new signer has ${size(signer)} bytes.`, { details: 'Expected 20, or more (verifier ‖ key).' })
  }
}

/** A request for no account. */
export class InvalidAccountError extends SparekeyError {
  override readonly name = 'InvalidAccountError'
  override readonly code = 'account_invalid'

  constructor(account: Address) {
    super(`${account} is no account.`, { details: 'Expected the address of the account to recover.' })
  }
}

/** A sorted copy, ascending by chain id, as the chain demands it. */
export function sortScopes(scopes: readonly Scope[]): Scope[] {
  return [...scopes].sort((a, b) => (a.chainId < b.chainId ? -1 : a.chainId > b.chainId ? 1 : 0))
}

/** The usual deadline of a request made now: in 7 days. Unix seconds of the chains, not of this computer. */
export function defaultDeadline(now: number): number {
  return now + DEFAULT_REQUEST_LIFE
}

/**
 * Checks what the chain will check of chains listed in a request or cancellation.
 * @throws InvalidScopeCountError, ScopesNotAscendingError, InvalidScopeError
 */
export function validateScopes(scopes: readonly Scope[]): void {
  if (scopes.length === 0 || scopes.length > MAX_SCOPES) throw new InvalidScopeCountError(scopes.length)
  let previous = 0n
  for (const [index, scope] of scopes.entries()) {
    const { chainId, epoch } = scope
    if (chainId <= 0n || chainId >> 256n || !Number.isInteger(epoch) || epoch < 0 || epoch > MAX_EPOCH) {
      throw new InvalidScopeError(scope)
    }
    if (chainId <= previous) throw new ScopesNotAscendingError(index)
    previous = chainId
  }
}

/**
 * Checks a deadline against the chains' clock; the very second of the deadline still counts, as on chain.
 * @param now Unix seconds of the chains
 * @param life seconds that it may be ahead, 30 days by default
 * @throws DeadlinePassedError, DeadlineTooFarError
 */
export function validateDeadline(deadline: number, now: number, life = MAX_REQUEST_LIFE): void {
  // Also true for NaN and fractions, which the chain could not even read.
  if (!(Number.isInteger(deadline) && deadline >= now)) throw new DeadlinePassedError(deadline, now)
  if (deadline > now + life) throw new DeadlineTooFarError(deadline, now + life)
}

/**
 * Checks everything about a request that can be known without a chain.
 * @param now Unix seconds of the chains
 * @throws InvalidAccountError, InvalidNewSignerError, and what `validateScopes` and `validateDeadline` throw
 */
export function validateRequest(request: Request, now: number): void {
  if (isAddressEqual(request.account, zeroAddress)) throw new InvalidAccountError(request.account)
  if (size(request.newSigner) < 20) throw new InvalidNewSignerError(request.newSigner)
  validateScopes(request.scopes)
  validateDeadline(request.deadline, now)
}

/**
 * Checks everything about a cancellation that can be known without a chain; it lives at most 24 hours.
 * @param now Unix seconds of the chains
 * @throws InvalidAccountError, and what `validateScopes` and `validateDeadline` throw
 */
export function validateCancellation(cancellation: Cancellation, now: number): void {
  if (isAddressEqual(cancellation.account, zeroAddress)) throw new InvalidAccountError(cancellation.account)
  validateScopes(cancellation.scopes)
  validateDeadline(cancellation.deadline, now, MAX_CANCELLATION_LIFE)
}
