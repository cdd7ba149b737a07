// Passkeys on the server: what prompts are asked with, and which answers are believed. ES256 only, user verification always,
// origin and RP id compared whole (W-21).
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import {
  decodeBase64Url,
  encodeBase64Url,
  type PublicKey,
  packAssertion,
  parseAttestedCredential,
  possibleKeys,
} from 'sparekey'
import { bytesToHex, concat, hexToBytes } from 'viem'
import type { Config } from './config.ts'
import type { AssertedCredential, NewCredential } from './credentials.ts'
import { Refusal } from './errors.ts'

type Party = Pick<Config, 'rpId' | 'origin'>

const RP_NAME = 'Sparekey'
const ES256 = -7
/** Milliseconds; as WebAuthn §5.1.3 recommends when users are verified, and as long as challenges live. */
const TIMEOUT = 300_000
/** What authenticators answer when no attestation is asked for; `packed` is then signed by the new key itself. */
const FORMATS: readonly string[] = ['none', 'packed']

/** How a prompt for a new passkey is to be. */
export interface CreationPrompt {
  readonly challenge: string
  /** base64url. */
  readonly userHandle: string
  /** What passkey managers list. */
  readonly userName: string
  readonly displayName?: string
  readonly exclude?: readonly { credentialId: string; transports: string[] }[]
}

/** Options for `navigator.credentials.create`. */
export function creationOptions({ rpId }: Party, prompt: CreationPrompt) {
  const { challenge, userHandle, userName, displayName = userName, exclude = [] } = prompt
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rpId,
    userName,
    userDisplayName: displayName,
    userID: copy(decodeBase64Url(userHandle)),
    challenge: copy(decodeBase64Url(challenge)),
    timeout: TIMEOUT,
    attestationType: 'none',
    excludeCredentials: exclude.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: [ES256],
  })
}

/** Options for `navigator.credentials.get` with any passkey of this site. */
export function requestOptions({ rpId }: Party, challenge: string) {
  return generateAuthenticationOptions({
    rpID: rpId,
    challenge: copy(decodeBase64Url(challenge)),
    timeout: TIMEOUT,
    userVerification: 'required',
  })
}

/** A new passkey that was verified. */
export interface VerifiedPasskey {
  readonly credentialId: string
  readonly publicKey: PublicKey
  readonly transports: string[]
  readonly signCount: number
}

/**
 * Verifies the answer to a creation prompt. Without attestation nothing proves who made the key; what it owns is up to the chain.
 * @throws Refusal (credential_invalid)
 */
export async function verifyNewPasskey(
  party: Party,
  credential: NewCredential,
  challenge: string,
): Promise<VerifiedPasskey> {
  try {
    const verified = await verifyRegistrationResponse({
      response: {
        ...credential,
        response: { ...credential.response, transports: [] },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [ES256],
    })
    return newPasskeyIn(credential, verified)
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('credential_invalid', { internal: 'registration', cause })
  }
}

function newPasskeyIn(credential: NewCredential, verified: VerifiedRegistrationResponse): VerifiedPasskey {
  const { attestationObject, transports } = credential.response
  const { registrationInfo: info } = verified
  if (!verified.verified || !info || !FORMATS.includes(info.fmt))
    throw new Refusal('credential_invalid', { internal: `attestation ${info?.fmt ?? 'does not verify'}` })
  // The library reads any COSE key; ours takes the one canonical form of a point on P-256.
  const authenticatorData = decodeAttestationObject(copy(decodeBase64Url(attestationObject))).get('authData')
  const attested = parseAttestedCredential(authenticatorData)
  const credentialId = encodeBase64Url(attested.credentialId)
  if (credentialId !== credential.id)
    throw new Refusal('credential_invalid', { internal: 'two credential ids' })
  return { credentialId, publicKey: attested.publicKey, transports, signCount: info.credential.counter }
}

/** A passkey as it is stored. */
export interface KnownPasskey {
  readonly credentialId: string
  readonly publicKey: PublicKey
  readonly signCount: number
}

/**
 * Verifies the answer to an assertion prompt by a known passkey.
 * @returns the new signature counter
 * @throws what the library and the SDK throw
 */
export async function verifyPasskey(
  { rpId, origin }: Party,
  credential: AssertedCredential,
  challenge: string,
  { credentialId, publicKey, signCount }: KnownPasskey,
): Promise<number> {
  const { userHandle: _, ...response } = credential.response
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...credential, response, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: credentialId, publicKey: copy(coseKey(publicKey)), counter: signCount },
  })
  if (!verified) throw new Refusal('passkey_unknown', { internal: 'the signature is not of this passkey' })
  // Stricter than the library: one form of DER and clientDataJSON, no member twice, no foreign frame (W-07, W-09, W-12).
  packAssertion(assertionIn(response), {
    challenge: bytesToHex(decodeBase64Url(challenge)),
    origins: [origin],
    rpId,
  })
  return authenticationInfo.newCounter
}

/**
 * The keys of which an assertion may be. Nothing about it is checked but its form.
 * @throws what the SDK throws
 */
export function keysIn(
  { rpId, origin }: Party,
  { response }: AssertedCredential,
  challenge: string,
): PublicKey[] {
  const expected = { challenge: bytesToHex(decodeBase64Url(challenge)), origins: [origin], rpId }
  return possibleKeys(expected.challenge, packAssertion(assertionIn(response), expected))
}

const assertionIn = ({ authenticatorData, clientDataJSON, signature }: AssertedCredential['response']) => ({
  authenticatorData: decodeBase64Url(authenticatorData),
  clientDataJSON: decodeBase64Url(clientDataJSON),
  signature: decodeBase64Url(signature),
})

/** The canonical COSE_Key of an ES256 key (RFC 9053 §7.1.1). */
const coseKey = ({ x, y }: PublicKey) => hexToBytes(concat(['0xa5010203262001215820', x, '0x225820', y]))

/** On a plain ArrayBuffer, as the library's types want it. */
const copy = (from: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(from)
