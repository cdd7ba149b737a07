import { type Address, type Hex, hashTypedData } from 'viem'
import {
  acceptanceTypes,
  cancellationTypes,
  objectionTypes,
  recoveryDomain,
  recoveryTypes,
} from './typedData.ts'

/** One chain for which a request or a cancellation counts, and the account's epoch there. */
export interface Scope {
  readonly chainId: bigint
  readonly epoch: number
}

/** What guardians approve (docs/protocol.md, "Policy"). */
export interface Request {
  readonly account: Address
  /** The ERC-7913 signer that is to own the account; a passkey has 84 bytes. */
  readonly newSigner: Hex
  /** Whether the older keys end. */
  readonly replace: boolean
  /** Last second, in Unix time of the chains, in which the recovery can be started. */
  readonly deadline: number
  /** Strictly ascending by chain id, 1 to 32. */
  readonly scopes: readonly Scope[]
}

/** One guardian's signature over a request. */
export interface Approval {
  /** Index into the policy's guardians. */
  readonly guardian: number
  /** Empty (`0x`) when it was recorded on chain earlier. */
  readonly signature: Hex
}

/** What an owner signs to end a request, or all of them, on the listed chains. */
export interface Cancellation {
  readonly account: Address
  readonly requestHash: Hex
  readonly scopes: readonly Scope[]
  /** Last second, in Unix time of the chains, at most 24 hours ahead. */
  readonly deadline: number
}

/** EIP-712 typed data of a request, for `signTypedData` of any wallet. */
export function recoveryTypedData(module: Address, request: Request) {
  return {
    domain: recoveryDomain(module),
    types: recoveryTypes,
    primaryType: 'Recovery',
    message: request,
  } as const
}

/** EIP-712 typed data of the new signer's acceptance of a request. */
export function acceptanceTypedData(module: Address, requestHash: Hex) {
  return {
    domain: recoveryDomain(module),
    types: acceptanceTypes,
    primaryType: 'Acceptance',
    message: { requestHash },
  } as const
}

/** EIP-712 typed data of an owner's cancellation. */
export function cancellationTypedData(module: Address, cancellation: Cancellation) {
  return {
    domain: recoveryDomain(module),
    types: cancellationTypes,
    primaryType: 'Cancellation',
    message: cancellation,
  } as const
}

/** EIP-712 typed data of a guardian's objection to a request. */
export function objectionTypedData(module: Address, requestHash: Hex) {
  return {
    domain: recoveryDomain(module),
    types: objectionTypes,
    primaryType: 'Objection',
    message: { requestHash },
  } as const
}

/** The name of a request everywhere, and what guardians sign: the EIP-712 digest of `Recovery`, 32 bytes. */
export function requestHash(module: Address, request: Request): Hex {
  return hashTypedData(recoveryTypedData(module, request))
}

/** The digest that the new signer signs; a passkey signs `verificationDigest` of it. */
export function acceptanceDigest(module: Address, requestHash: Hex): Hex {
  return hashTypedData(acceptanceTypedData(module, requestHash))
}

/** The digest that the owner signs to cancel; a passkey signs `messageDigest` of it. */
export function cancellationDigest(module: Address, cancellation: Cancellation): Hex {
  return hashTypedData(cancellationTypedData(module, cancellation))
}

/** The digest that guardians sign to object; a passkey signs `verificationDigest` of it. */
export function objectionDigest(module: Address, requestHash: Hex): Hex {
  return hashTypedData(objectionTypedData(module, requestHash))
}
