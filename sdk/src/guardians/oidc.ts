// A guardian that signs in at an OpenID issuer: how it is linked, and how it approves. No server is believed: a token counts if
// a key signed it that the networks trust.
import { type Address, concatHex, type Hex, hexToBytes, keccak256, slice, stringToHex } from 'viem'
import { readContract } from 'viem/actions'
import { getChainTime } from '../actions/getChainTime.ts'
import { getOidcEntry } from '../actions/getOidcEntry.ts'
import { encodeBase64Url } from '../base64url.ts'
import { SparekeyError } from '../errors.ts'
import { formatUtc } from '../formatUtc.ts'
import { oidcGuardianAbi } from '../generated/abis.ts'
import { onEachChain, type PerChain, readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'
import { checkIdToken, type IdToken, IdTokenError, oidcKey, parseIdToken } from './idToken.ts'
import { encodeOidcApproval } from './oidcApproval.ts'
import { oidcEntryCode, oidcEntryLabel } from './oidcEntry.ts'
import { requireVerifier, UnknownVerifierError } from './verifierCode.ts'

/** Why a key that signed a token does not count on a network. */
export type OidcKeyProblem = 'unknown' | 'new' | 'stale' | 'withdrawn' | 'suspended'

const sentences: Record<OidcKeyProblem, readonly [what: string, details: string]> = {
  unknown: [
    'The sign-in was signed with a new key, which the networks do not know yet.',
    'It is brought to them now and counts a day later. Use another guardian today, or sign in again tomorrow. Nothing was sent.',
  ],
  new: [
    'The sign-in was signed with a new key, which counts from {time}.',
    'Use another guardian now, or sign in again after that. Nothing was sent.',
  ],
  stale: [
    'The networks were not told for a long time that this key is still used.',
    'Use another guardian, or sign in again in an hour. Nothing was sent.',
  ],
  withdrawn: [
    'The key that signed this sign-in has been withdrawn.',
    'It never counts again. Use another guardian. Nothing was sent.',
  ],
  suspended: [
    'Sign-ins of this kind do not count until {time}: one of their keys has been withdrawn.',
    'Use another guardian now, or sign in again after that. Nothing was sent.',
  ],
}

/** A token is good, but a network does not take the key that signed it, or not now. */
export class OidcKeyError extends SparekeyError {
  override readonly name = 'OidcKeyError'
  override readonly code: `oidc_key_${OidcKeyProblem}`
  readonly chainId: number
  /** From when it counts, where that is known, and when this was found: the chain's Unix seconds. */
  readonly wait: { readonly until: number; readonly now: number } | undefined

  constructor(problem: OidcKeyProblem, chainId: number, wait?: OidcKeyError['wait']) {
    const [what, details] = sentences[problem]
    super(
      what.replace('{time}', () => formatUtc(wait?.until ?? 0)),
      { details },
    )
    this.code = `oidc_key_${problem}`
    this.chainId = chainId
    this.wait = wait
  }
}

/** What a sign-in gave. */
export interface SignIn {
  /** JWS compact serialisation. */
  readonly idToken: string
  /** Of the key that signed it, big endian. Whoever says so need not be believed. */
  readonly modulus: Hex
}

/** What must be true of a sign-in that makes somebody a guardian. */
export interface ExpectedSignIn {
  readonly issuer: string
  /** The client id. */
  readonly audience: string
  /** The nonce that was asked for. */
  readonly nonce: string
  /** OidcGuardian. */
  readonly guardian: Address
  /** The policy's. */
  readonly salt: Hex
}

/**
 * The guardian that whoever signed in is: an ERC-7913 signer of 60 bytes. Every network that answers must know the contract,
 * and one of them at least must trust the key.
 * @throws IdTokenError, OidcKeyError, UnknownVerifierError, ChainUnavailableError
 */
export async function linkWithIdToken(
  clients: readonly ReadClient[],
  { idToken, modulus }: SignIn,
  { issuer, audience, nonce, guardian, salt }: ExpectedSignIn,
): Promise<Hex> {
  const token = await readSigned(idToken, modulus)
  const { claims } = token
  if (claims.nonce !== nonce || claims.iss !== issuer) throw new IdTokenError('other-request')
  if (claims.aud !== audience) throw new IdTokenError('other-client')
  const answers = await onEachChain(clients, async (client) => {
    await requireVerifier(client, guardian, 'oidcGuardian')
    return findEntry(client, guardian, { token, modulus })
  })
  const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []))
  const worst = errors.find((error) => error instanceof UnknownVerifierError)
  if (worst || errors.length === answers.length) throw worst ?? errors[0]
  return concatHex([guardian, oidcKey({ issuer, audience, subject: claims.sub }, salt)]).toLowerCase() as Hex
}

/** What a sign-in is to approve. */
export interface ApprovedBySignIn {
  /** The guardian, 60 bytes. */
  readonly signer: Hex
  /** The policy's. */
  readonly salt: Hex
  /** The request's hash, which the token's nonce repeats. */
  readonly hash: Hex
}

/**
 * A guardian's approval by an ID token, for each network that takes it: its hour must not be over there, and its key must
 * count. The same bytes wherever there are any.
 * @throws IdTokenError where the token itself is not good
 */
export async function approveWithIdToken(
  clients: readonly ReadClient[],
  { idToken, modulus }: SignIn,
  { signer, salt, hash }: ApprovedBySignIn,
): Promise<PerChain<Hex>[]> {
  const token = await readSigned(idToken, modulus)
  const [guardian, key] = [slice(signer, 0, 20), slice(signer, 20)]
  return onEachChain(clients, async (client) => {
    const time = await getChainTime(client)
    checkIdToken(token, { key, salt, hash, now: { earliest: time, latest: time } })
    const entry = await findEntry(client, guardian, { token, modulus })
    return encodeOidcApproval(entry, salt, token)
  })
}

/** @throws IdTokenError if it is no token, or another key signed it */
async function readSigned(idToken: string, modulus: Hex): Promise<IdToken> {
  const token = parseIdToken(idToken)
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const n = encodeBase64Url(hexToBytes(modulus))
  const key = await crypto.subtle
    .importKey('jwk', { kty: 'RSA', n, e: 'AQAB' }, algorithm, false, ['verify'])
    .catch((cause: unknown) => {
      throw new IdTokenError('malformed', cause)
    })
  const signed = new TextEncoder().encode(idToken.slice(0, idToken.lastIndexOf('.')))
  const isSigned = await crypto.subtle.verify(algorithm, key, new Uint8Array(token.signature), signed)
  if (!isSigned) throw new IdTokenError('malformed')
  return token
}

/** The label of the entry with which a network verifies a token. @throws OidcKeyError */
async function findEntry(
  client: ReadClient,
  guardian: Address,
  { token, modulus }: { token: IdToken; modulus: Hex },
): Promise<Hex> {
  const chainId = client.chain.id
  const issuer = keccak256(stringToHex(token.claims.iss))
  const contract = { address: guardian, abi: oidcGuardianAbi } as const
  const [time, [, suspendedUntil]] = await Promise.all([
    getChainTime(client),
    readChain(client, () =>
      readContract(client, { ...contract, functionName: 'issuerOf', args: [slice(issuer, 0, 8)] }),
    ),
  ])
  const after = (until: number) => ({ until, now: time })
  if (time <= suspendedUntil) throw new OidcKeyError('suspended', chainId, after(suspendedUntil + 1))
  const expected = oidcEntryCode(modulus, token.headerText)
  for (let number = 0; number < MOST_HEADERS; number++) {
    const label = oidcEntryLabel(modulus, number)
    const { code, usableFrom, usableUntil, isRevoked } = await getOidcEntry(client, {
      ...{ guardian, issuer: token.claims.iss, label },
    })
    if (isRevoked) throw new OidcKeyError('withdrawn', chainId)
    if (code === '0x') break
    if (code !== expected) continue
    if (time < usableFrom) throw new OidcKeyError('new', chainId, after(usableFrom))
    if (time > usableUntil) throw new OidcKeyError('stale', chainId)
    return label
  }
  throw new OidcKeyError('unknown', chainId)
}

/** A key can have this many headers. */
const MOST_HEADERS = 8
