import { type Address, type Hex, keccak256, stringToHex } from 'viem'
import type { GuardianDescriptor } from '../src/guardianDescriptor.ts'
import { type Policy, sortGuardians, verifierSigner } from '../src/policy.ts'
import { softwarePasskey } from '../src/softwarePasskey.ts'

// Fixed, distinct values for tests and golden vectors. None of these contracts exists.

export const module: Address = '0x5a00000000000000000000000000000000000001'
export const validator: Address = '0x5a00000000000000000000000000000000000002'
export const oidcVerifier: Address = '0x5a00000000000000000000000000000000000003'
export const emailVerifier: Address = '0x5a00000000000000000000000000000000000004'
export const account: Address = '0xacc0000000000000000000000000000000000001'
export const otherAccount: Address = '0xacc0000000000000000000000000000000000002'
export const walletA: Address = '0xaa00000000000000000000000000000000000001'
export const walletB: Address = '0xbb00000000000000000000000000000000000002'

/** 32 bytes that look random and are always the same for a name. */
export const bytes32 = (name: string): Hex => keccak256(stringToHex(`sparekey test ${name}`))

export const salt = bytes32('salt')
export const rpId = 'localhost'
export const origin = 'http://localhost:4000'

/** The owner's passkey, a friend's, and the new one of a recovery. */
export const ownPasskey = softwarePasskey({ rpId, origin, privateKey: bytes32('own passkey') })
export const friendPasskey = softwarePasskey({ rpId, origin, privateKey: bytes32('friend passkey') })
export const newPasskey = softwarePasskey({ rpId, origin, privateKey: bytes32('new passkey') })

export const wallet: GuardianDescriptor = { kind: 'wallet', signer: walletA }
export const passphrase: GuardianDescriptor = { kind: 'passphrase', signer: walletB }
export const friend: GuardianDescriptor = { kind: 'passkey', signer: friendPasskey.signer(validator) }
export const google: GuardianDescriptor = {
  kind: 'oidc',
  signer: verifierSigner(oidcVerifier, `0x${'60'.repeat(8)}${bytes32('google').slice(2)}`),
  issuer: 'https://accounts.google.com',
  mailbox: 'Alice.Example+keys@googlemail.com',
  independent: true,
}
export const email: GuardianDescriptor = {
  kind: 'email',
  signer: verifierSigner(emailVerifier, bytes32('email')),
  mailbox: 'alice@example.org',
}
export const gmail: GuardianDescriptor = { ...email, mailbox: 'aliceexample@gmail.com' }

/** A policy that the chain would take; `change` replaces members. */
export function samplePolicy(change: Partial<Policy> = {}): Policy {
  return {
    salt,
    guardians: sortGuardians([
      { signer: wallet.signer, weight: 2 },
      { signer: passphrase.signer, weight: 3 },
      { signer: friend.signer, weight: 1 },
    ]),
    tiers: [
      { weight: 2, delay: 259_200 },
      { weight: 4, delay: 86_400 },
      { weight: 6, delay: 0 },
    ],
    windowHours: 168,
    rotator: validator,
    ...change,
  }
}
