// A guardian who is whoever reads a mailbox, on the word of the operator's server. What the server signs, and what a
// guardian is made of, is computed here, by browser and server alike.
import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  hashTypedData,
  hexToNumber,
  isHex,
  keccak256,
  numberToHex,
  size,
  slice,
  stringToHex,
} from 'viem'
import { readContract } from 'viem/actions'
import { SparekeyError } from '../errors.ts'
import { emailGuardianAbi } from '../generated/abis.ts'
import { onEachChain, readChain } from '../read.ts'
import { attestationTypes, emailDomain } from '../typedData.ts'
import type { ReadClient } from '../write.ts'
import { requireVerifier, UnknownVerifierError } from './verifierCode.ts'

/** Seconds: how far ahead an attestation's expiry can be at most. */
export const MAX_ATTESTATION_LIFE = 86_400

const SIGNATURE_BYTES = 65
/** Selector of `verify`: what an ERC-7913 verifier answers to a good signature. */
const GOOD = '0x024ad318'
const MOST_UINT40 = 2 ** 40 - 1

/** An attestation whose parts EmailGuardian would not read. */
export class InvalidAttestationError extends SparekeyError {
  override readonly name = 'InvalidAttestationError'
  override readonly code = 'attestation_invalid'

  constructor(wrong: string) {
    super(`This attestation is malformed: ${wrong}.`, {
      details: 'Expected Unix seconds and a signature of 65 bytes.',
    })
  }
}

/** A signer that is no EmailGuardian with a commitment. */
export class InvalidEmailSignerError extends SparekeyError {
  override readonly name = 'InvalidEmailSignerError'
  override readonly code = 'email_signer_invalid'

  constructor(signer: string) {
    super(`${signer} is no e-mail guardian.`, {
      details: 'Expected 52 bytes: the contract, and the commitment to a mailbox.',
    })
  }
}

/** Somebody handed over an approval that the networks do not take from this guardian for this request. */
export class EmailApprovalError extends SparekeyError {
  override readonly name = 'EmailApprovalError'
  override readonly code = 'email_approval_invalid'
  readonly chainId: number

  constructor(chainId: number) {
    super(`Network ${chainId} does not take this e-mail guardian's approval.`, {
      details: 'It is for something else, or over. Ask for a new code.',
    })
    this.chainId = chainId
  }
}

/** Whose mailbox it is, and for which account. */
export interface Mailbox {
  readonly account: Address
  /** The address in its canonical spelling. It is hashed as it is given. */
  readonly mailbox: string
  /** 32 random bytes, known to whoever may open the commitment: without them the mailbox can be guessed. */
  readonly salt: Hex
}

/**
 * What an e-mail guardian's key is: `keccak256(account ‖ keccak256(mailbox) ‖ salt)`, 32 bytes.
 * @example
 * const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)))
 * const signer = emailSigner(guardian, emailCommitment({ account, mailbox: 'alice@example.org', salt }))
 */
export function emailCommitment({ account, mailbox, salt }: Mailbox): Hex {
  return keccak256(concatHex([account, keccak256(stringToHex(mailbox)), salt]))
}

/** The ERC-7913 signer of an e-mail guardian: EmailGuardian (20) ‖ commitment (32). */
export function emailSigner(guardian: Address, commitment: Hex): Hex {
  return concatHex([guardian, commitment]).toLowerCase() as Hex
}

/**
 * Takes an e-mail guardian's signer apart.
 * @throws InvalidEmailSignerError
 */
export function parseEmailSigner(signer: Hex): { readonly guardian: Address; readonly commitment: Hex } {
  if (!isHex(signer) || size(signer) !== 52) throw new InvalidEmailSignerError(signer)
  return { guardian: getAddress(slice(signer, 0, 20)), commitment: slice(signer, 20).toLowerCase() as Hex }
}

/** What an attester vouches for. */
export interface Attestation {
  /** EmailGuardian. */
  readonly guardian: Address
  /** What is approved: a request's hash, or an objection's digest. */
  readonly hash: Hex
  readonly commitment: Hex
  /** Last second in which it counts, Unix seconds, at most {@link MAX_ATTESTATION_LIFE} ahead. */
  readonly expiry: number
}

/** What an attester signs: the digest of `Attestation`. It counts on every chain that the hash names. */
export function attestationDigest({ guardian, hash, commitment, expiry }: Attestation): Hex {
  return hashTypedData({
    domain: emailDomain(guardian),
    types: attestationTypes,
    primaryType: 'Attestation',
    message: { hash, commitment, expiry },
  })
}

/**
 * A guardian's approval as EmailGuardian reads it: `expiry (5) ‖ r ‖ s ‖ v`, 70 bytes.
 * @param attestation.signature `r ‖ s ‖ v` over {@link attestationDigest}, v 27 or 28
 * @throws InvalidAttestationError
 */
export function encodeAttestation({
  expiry,
  signature,
}: {
  readonly expiry: number
  readonly signature: Hex
}): Hex {
  if (!Number.isInteger(expiry) || expiry < 0 || expiry > MOST_UINT40)
    throw new InvalidAttestationError(`it cannot expire at ${expiry}`)
  if (size(signature) !== SIGNATURE_BYTES)
    throw new InvalidAttestationError(`its signature has ${size(signature)} bytes`)
  return concatHex([numberToHex(expiry, { size: 5 }), signature])
}

/** @returns last second in which a chain takes an approval, Unix seconds; undefined if these are no such bytes */
export function attestationEnd(approval: Hex): number | undefined {
  return size(approval) === 5 + SIGNATURE_BYTES ? hexToNumber(slice(approval, 0, 5)) : undefined
}

/** An approval that somebody else has made, with what it must be for. */
export interface EmailApproval {
  /** The guardian, 52 bytes. */
  readonly signer: Hex
  /** The request's hash. */
  readonly hash: Hex
  /** As {@link encodeAttestation} writes it. */
  readonly approval: Hex
}

/**
 * Makes sure that the networks take an e-mail guardian's approval now, so that nobody is believed who says so: every one that
 * answers must know the contract and take it, and one at least must answer.
 * @throws EmailApprovalError, UnknownVerifierError, InvalidEmailSignerError, ChainUnavailableError
 */
export async function checkEmailApproval(
  clients: readonly ReadClient[],
  { signer, hash, approval }: EmailApproval,
): Promise<void> {
  const { guardian, commitment } = parseEmailSigner(signer)
  await requireAll(clients, async (client) => {
    await requireVerifier(client, guardian, 'emailGuardian')
    const args = [commitment, hash, approval] as const
    const call = { address: guardian, abi: emailGuardianAbi, functionName: 'verify', args } as const
    if ((await readChain(client, () => readContract(client, call))) !== GOOD)
      throw new EmailApprovalError(client.chain.id)
  })
}

/**
 * Makes sure that a contract is the EmailGuardian of this version: every network that answers must know it, and one at
 * least must answer.
 * @throws UnknownVerifierError, ChainUnavailableError
 */
export function requireEmailGuardian(clients: readonly ReadClient[], guardian: Address): Promise<void> {
  return requireAll(clients, (client) => requireVerifier(client, guardian, 'emailGuardian'))
}

/** No network that answers may object, and one at least must answer. */
async function requireAll(
  clients: readonly ReadClient[],
  check: (client: ReadClient) => Promise<void>,
): Promise<void> {
  const answers = await onEachChain(clients, check)
  const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []))
  const isObjection = (error: unknown) =>
    error instanceof UnknownVerifierError || error instanceof EmailApprovalError
  const reason = errors.find(isObjection) ?? (errors.length === answers.length ? errors[0] : undefined)
  if (reason) throw reason
}
