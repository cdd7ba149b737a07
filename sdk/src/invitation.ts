import { type Address, type Hex, hashTypedData } from 'viem'

const types = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
  ],
  Invitation: [
    { name: 'account', type: 'address' },
    { name: 'id', type: 'bytes32' },
    { name: 'expires', type: 'uint40' },
  ],
} as const

/** An owner's invitation to become a guardian with a passkey. */
export interface Invitation {
  readonly account: Address
  /** 32 random bytes, chosen in the owner's browser; whoever knows them can answer the invitation. */
  readonly id: Hex
  /** Unix seconds. */
  readonly expires: number
}

/**
 * What the owner signs (as `Message`, by ERC-1271) when inviting a friend: EIP-712, domain `Sparekey Invitation` version 1. The
 * friend's browser checks it on chain, so that a server cannot invite in somebody's name.
 */
export function invitationDigest(invitation: Invitation): Hex {
  return hashTypedData({
    domain: { name: 'Sparekey Invitation', version: '1' },
    types,
    primaryType: 'Invitation',
    message: invitation,
  })
}
