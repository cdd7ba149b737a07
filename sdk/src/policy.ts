import {
  type Address,
  concat,
  decodeAbiParameters,
  encodeAbiParameters,
  getAddress,
  type Hex,
  keccak256,
  size,
  slice,
} from 'viem'
import { SparekeyError } from './errors.ts'

/** An ERC-7913 signer that may approve a recovery: 20 bytes are an address, more are verifier ‖ key. */
export interface Guardian {
  readonly signer: Hex
  /** How much its approval counts, 1 to 65,535. */
  readonly weight: number
}

/** With this much approval a recovery waits this long. */
export interface Tier {
  readonly weight: number
  /** Seconds. */
  readonly delay: number
}

/** Who can recover an account, and how fast (docs/protocol.md, "Policy"). */
export interface Policy {
  /** 32 random bytes that salt what is derived for this policy. */
  readonly salt: Hex
  /** Strictly ascending by keccak256(signer), at most 16. */
  readonly guardians: readonly Guardian[]
  /** Weights strictly up, delays strictly down, at most 4. */
  readonly tiers: readonly Tier[]
  /** For how many hours a recovery can be executed once it is ready, 48 to 720. */
  readonly windowHours: number
  /** The contract that says which calls change the account's keys. */
  readonly rotator: Address
}

/** Seconds: how long a recovery waits that not everybody approved; nothing of the operator's alone waits less. */
export const FULL_DELAY = 72 * 3600

/** The bytes of a policy are not the one encoding that the chain accepts. */
export class PolicyNotCanonicalError extends SparekeyError {
  override readonly name = 'PolicyNotCanonicalError'
  override readonly code = 'policy_not_canonical'
}

const policyParameters = [
  {
    type: 'tuple',
    components: [
      { name: 'salt', type: 'bytes32' },
      {
        name: 'guardians',
        type: 'tuple[]',
        components: [
          { name: 'signer', type: 'bytes' },
          { name: 'weight', type: 'uint16' },
        ],
      },
      {
        name: 'tiers',
        type: 'tuple[]',
        components: [
          { name: 'weight', type: 'uint32' },
          { name: 'delay', type: 'uint32' },
        ],
      },
      { name: 'windowHours', type: 'uint16' },
      { name: 'rotator', type: 'address' },
    ],
  },
] as const

/** The canonical bytes of a policy, `abi.encode(Policy)`; these are what the chain stores a hash of. */
export function encodePolicy(policy: Policy): Hex {
  // viem copies the letters of `bytes` as they are, and checksummed addresses have large ones.
  return encodeAbiParameters(policyParameters, [policy]).toLowerCase() as Hex
}

/**
 * The policy in these bytes.
 * @throws PolicyNotCanonicalError when they decode to nothing, or encode to other bytes than these.
 */
export function decodePolicy(bytes: Hex): Policy {
  const policy = decodeOrThrow(bytes)
  if (encodePolicy(policy) !== bytes.toLowerCase()) {
    throw new PolicyNotCanonicalError('These policy bytes are not in their canonical form.', {
      details:
        'Expected abi.encode(Policy) with nothing before, between or after. Read the policy from the chain.',
    })
  }
  return policy
}

function decodeOrThrow(bytes: Hex): Policy {
  try {
    const [policy] = decodeAbiParameters(policyParameters, bytes)
    return policy
  } catch (cause) {
    throw new PolicyNotCanonicalError('These bytes are not a policy.', {
      details: 'Expected abi.encode(Policy). Read the policy from the chain.',
      cause,
    })
  }
}

/** keccak256 of the policy's canonical bytes, 32 bytes. */
export function policyHash(policy: Policy): Hex {
  return keccak256(encodePolicy(policy))
}

/** What the chain keeps of a policy: the upper 184 bits of its hash, 23 bytes. */
export function policyCommitment(policy: Policy): Hex {
  return slice(policyHash(policy), 0, 23)
}

/** What names a guardian in events and sorts it in a policy: keccak256(signer), 32 bytes. */
export function guardianHash(signer: Hex): Hex {
  return keccak256(signer)
}

/** A sorted copy: ascending by keccak256(signer), as the chain demands it. */
export function sortGuardians<T extends { readonly signer: Hex }>(guardians: readonly T[]): T[] {
  return guardians
    .map((guardian) => ({ guardian, hash: guardianHash(guardian.signer) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    .map(({ guardian }) => guardian)
}

/** The address in front of a signer: the guardian itself (20 bytes) or its verifier (more), checksummed. */
export function signerHead(signer: Hex): Address {
  return getAddress(slice(signer, 0, 20))
}

/** The key behind a signer's verifier; undefined for a guardian that is an address. */
export function signerKey(signer: Hex): Hex | undefined {
  return size(signer) > 20 ? slice(signer, 20) : undefined
}

/** verifier (20) ‖ key: the ERC-7913 signer of a guardian that needs a verifier. */
export function verifierSigner(verifier: Address, key: Hex): Hex {
  return concat([verifier, key]).toLowerCase() as Hex
}

/**
 * How long a recovery waits that these guardians approve, in seconds; undefined when they are not enough.
 * @param guardians indices into the policy's guardians, each once
 */
export function delayOf(policy: Policy, guardians: readonly number[]): number | undefined {
  const weight = guardians.reduce((sum, index) => sum + (policy.guardians[index]?.weight ?? 0), 0)
  return policy.tiers.findLast((tier) => tier.weight <= weight)?.delay
}
