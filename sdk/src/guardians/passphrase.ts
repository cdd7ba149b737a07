import {
  type Address,
  bytesToBigInt,
  bytesToHex,
  concat,
  type Hex,
  hexToBytes,
  keccak256,
  type LocalAccount,
  numberToHex,
  stringToHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { SparekeyError } from '../errors.ts'
import { objectionTypedData, type Request, recoveryTypedData } from '../request.ts'
import { type Argon2, argon2InWorker } from './argon2.ts'
import type { Argon2Parameters } from './argon2Worker.ts'
import { normalisePassphrase } from './normalisePassphrase.ts'

/** How keys are derived today. Kept by the server and in the kit; a version is never changed, only joined by a next one. */
export const PASSPHRASE_VERSION = 1

/** Argon2id of version 1: 128 MiB, 3 passes, 1 lane. */
export const passphraseParameters: Argon2Parameters = { memory: 131_072, passes: 3, lanes: 1, length: 32 }

/** A passphrase stands for none of the account's guardians. */
export class WrongPassphraseError extends SparekeyError {
  override readonly name = 'WrongPassphraseError'
  override readonly code = 'passphrase_wrong'

  constructor() {
    super('This passphrase is none of the account’s guardians.', {
      details: 'Nothing was sent. Look for a mistyped word, and check that the account is the right one.',
    })
  }
}

const DOMAIN = 'Sparekey passphrase guardian'
/** Order of secp256k1's group. */
const SECP256K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** What a passphrase's key depends on, and how its derivation is watched. */
export interface PassphraseParameters {
  readonly passphrase: string
  /** The account that it guards; the same on every chain. */
  readonly account: Address
  /** The policy's salt, 32 bytes. */
  readonly salt: Hex
  /** The policy's guardians, for a passphrase that must be one of them; left out when it is to become one. */
  readonly guardians?: readonly { readonly signer: Hex }[]
  /** Called with estimates from 0 to 1. */
  readonly onProgress?: (fraction: number) => void
  /** Ends the derivation. */
  readonly signal?: AbortSignal
  /** How Argon2id is run; in a worker by default. */
  readonly argon2?: Argon2
}

/** A passphrase turned into a guardian, for as long as it is needed. */
export interface PassphraseGuardian {
  /** The guardian: a plain address, 20 bytes. */
  readonly signer: Address
  readonly version: typeof PASSPHRASE_VERSION
  /** Signs a request; the 65-byte approval. */
  approve(module: Address, request: Request): Promise<Hex>
  /** Signs an objection to a request; 65 bytes. */
  object(module: Address, requestHash: Hex): Promise<Hex>
}

/**
 * Argon2's salt: keccak256(domain ‖ version (1) ‖ account (20) ‖ the policy's salt (32)). The policy's salt makes it
 * random, the account makes it unique even where somebody uses a salt twice (P-02).
 */
export function passphraseSalt(account: Address, policySalt: Hex): Hex {
  return keccak256(
    concat([stringToHex(DOMAIN), numberToHex(PASSPHRASE_VERSION, { size: 1 }), account, policySalt]),
  )
}

/**
 * Derives the guardian that a passphrase stands for: Argon2id (RFC 9106) over the normalised passphrase, about a second
 * on a phone. The same passphrase gives another address for every account and every policy.
 *
 * Buffers are zeroed as soon as they are used up (P-08). JavaScript cannot zero the passphrase itself nor the key inside
 * the returned guardian: drop both when done.
 * @throws InvalidPassphraseError, PassphraseMemoryError, PassphraseWasmBlockedError, PassphraseWorkerError,
 * PassphraseAbortedError, WrongPassphraseError where `guardians` are given and it is none of them
 */
export async function derivePassphraseGuardian(
  parameters: PassphraseParameters,
): Promise<PassphraseGuardian> {
  const { passphrase, account, salt, guardians, onProgress, signal, argon2 = argon2InWorker() } = parameters
  const password = new TextEncoder().encode(normalisePassphrase(passphrase))
  let bytes: Uint8Array
  try {
    bytes = await argon2({
      password,
      salt: hexToBytes(passphraseSalt(account, salt)),
      parameters: passphraseParameters,
      onProgress,
      signal,
    })
  } finally {
    // Empty where the buffer has moved into the worker, which zeroes it there.
    if (password.length > 0) password.fill(0)
  }
  const guardian = passphraseGuardian(privateKeyToAccount(toPrivateKey(bytes)))
  const isKnown = guardians?.some(({ signer }) => signer.toLowerCase() === guardian.signer.toLowerCase())
  if (isKnown === false) throw new WrongPassphraseError()
  return guardian
}

function passphraseGuardian(account: LocalAccount): PassphraseGuardian {
  return {
    signer: account.address,
    version: PASSPHRASE_VERSION,
    approve: (module, request) => account.signTypedData(recoveryTypedData(module, request)),
    object: (module, requestHash) => account.signTypedData(objectionTypedData(module, requestHash)),
  }
}

/**
 * The 32 bytes as a private key, big endian. 0 and numbers from the group's order up are no keys: then keccak256 of the
 * bytes is taken, and so on (P-06). Happens once in 2^128 passphrases; zeroes `bytes`.
 */
function toPrivateKey(bytes: Uint8Array): Hex {
  let current = bytes
  for (;;) {
    const scalar = bytesToBigInt(current)
    const key = bytesToHex(current)
    const next = keccak256(current, 'bytes')
    current.fill(0)
    if (scalar !== 0n && scalar < SECP256K1_N) {
      next.fill(0)
      return key
    }
    current = next
  }
}
