import type { Address } from 'viem'

/**
 * The domain's type, given explicitly: without it wallets and libraries guess one from the domain's keys, and some add
 * `chainId`. There is none, so that one signature serves every chain it lists (docs/protocol.md, "Typed data").
 */
const eip712DomainType = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'verifyingContract', type: 'address' },
] as const

/** The domain of RecoveryModule, without a `chainId` key. */
export function recoveryDomain(module: Address) {
  return { name: 'Sparekey Recovery', version: '1', verifyingContract: module } as const
}

/** The domain of PasskeyValidator, without a `chainId` key. */
export function passkeyDomain(validator: Address) {
  return { name: 'Sparekey Passkey', version: '1', verifyingContract: validator } as const
}

/** The domain of EmailGuardian, without a `chainId` key. */
export function emailDomain(guardian: Address) {
  return { name: 'Sparekey Email', version: '1', verifyingContract: guardian } as const
}

const scopeType = [
  { name: 'chainId', type: 'uint256' },
  { name: 'epoch', type: 'uint32' },
] as const

/** Types of `Recovery`, with the domain's. */
export const recoveryTypes = {
  EIP712Domain: eip712DomainType,
  Recovery: [
    { name: 'account', type: 'address' },
    { name: 'newSigner', type: 'bytes' },
    { name: 'replace', type: 'bool' },
    { name: 'deadline', type: 'uint40' },
    { name: 'scopes', type: 'Scope[]' },
  ],
  Scope: scopeType,
} as const

/** Types of `Acceptance`, with the domain's. */
export const acceptanceTypes = {
  EIP712Domain: eip712DomainType,
  Acceptance: [{ name: 'requestHash', type: 'bytes32' }],
} as const

/** Types of `Cancellation`, with the domain's. */
export const cancellationTypes = {
  EIP712Domain: eip712DomainType,
  Cancellation: [
    { name: 'account', type: 'address' },
    { name: 'requestHash', type: 'bytes32' },
    { name: 'scopes', type: 'Scope[]' },
    { name: 'deadline', type: 'uint40' },
  ],
  Scope: scopeType,
} as const

/** Types of `Objection`, with the domain's. */
export const objectionTypes = {
  EIP712Domain: eip712DomainType,
  Objection: [{ name: 'requestHash', type: 'bytes32' }],
} as const

/** Types of the four challenges that passkeys sign, without the domain's: nobody shows them to a wallet. */
export const passkeyTypes = {
  UserOperation: [
    { name: 'account', type: 'address' },
    { name: 'userOpHash', type: 'bytes32' },
  ],
  UserOperations: [
    { name: 'account', type: 'address' },
    { name: 'root', type: 'bytes32' },
    { name: 'validUntil', type: 'uint48' },
  ],
  Message: [
    { name: 'account', type: 'address' },
    { name: 'hash', type: 'bytes32' },
  ],
  Verification: [{ name: 'hash', type: 'bytes32' }],
} as const

/** Types of `Attestation`, without the domain's: no wallet is asked, a server signs it. */
export const attestationTypes = {
  Attestation: [
    { name: 'hash', type: 'bytes32' },
    { name: 'commitment', type: 'bytes32' },
    { name: 'expiry', type: 'uint40' },
  ],
} as const
