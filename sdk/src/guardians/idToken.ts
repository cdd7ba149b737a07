import { concatHex, encodeAbiParameters, type Hex, hexToBytes, keccak256, slice, toHex } from 'viem'
import { decodeBase64Url, encodeBase64Url, InvalidBase64UrlError } from '../base64url.ts'
import { SparekeyError } from '../errors.ts'
import { type IdTokenClaims, readIdTokenPayload } from './idTokenPayload.ts'

/** Why an ID token cannot be used. */
export type IdTokenProblem =
  | 'malformed'
  | 'algorithm'
  | 'other-request'
  | 'other-person'
  | 'other-client'
  | 'expired'
  | 'not-yet'

const sentences: Record<IdTokenProblem, readonly [what: string, todo: string]> = {
  malformed: [
    'The answer of the sign-in is not an ID token that the networks can read.',
    'Sign in again. If this happens again, use another guardian: nothing was sent.',
  ],
  algorithm: [
    'The ID token is not signed with RS256.',
    'Set the client to RS256 at the OpenID provider. Nothing was sent.',
  ],
  'other-request': [
    'This sign-in belongs to another request.',
    'Sign in again from this page. Nothing was sent.',
  ],
  'other-person': [
    'This is not the account that was linked as a guardian.',
    'Sign in with the one that you linked, or use another guardian. Nothing was sent.',
  ],
  'other-client': [
    'This sign-in was made for another app.',
    'Sign in again from this page. Nothing was sent.',
  ],
  expired: ['This sign-in is too old.', 'Sign in again: it counts for an hour. Nothing was sent.'],
  'not-yet': ['This sign-in is from the future.', 'Try again in a few minutes. Nothing was sent.'],
}

/** An ID token that the chain would refuse; nobody has paid for it yet. */
export class IdTokenError extends SparekeyError {
  override readonly name = 'IdTokenError'
  override readonly code = 'id_token_refused'
  readonly problem: IdTokenProblem

  constructor(problem: IdTokenProblem, cause?: unknown) {
    const [what, details] = sentences[problem]
    super(what, { details, cause })
    this.problem = problem
  }
}

/** Bytes of a header, at most: the registry takes none that is longer. */
const maxHeaderLength = 190

/** An ID token in its parts, checked by the profile of OidcGuardian, its signature not verified. */
export interface IdToken {
  readonly header: { readonly alg: 'RS256'; readonly kid: string }
  /** The JSON of the header, as the issuer wrote it. */
  readonly headerText: string
  /** The JSON of the payload, as the issuer wrote it. */
  readonly payload: Uint8Array
  readonly claims: IdTokenClaims
  /** RSA signature, 256, 384 or 512 bytes. */
  readonly signature: Uint8Array
}

/**
 * Takes an ID token apart (JWS compact serialisation, RFC 7515 §7.1) and checks it as strictly as the chain does.
 * @throws IdTokenError
 */
export function parseIdToken(token: string): IdToken {
  const parts = token.split('.')
  if (parts.length !== 3) throw new IdTokenError('malformed')
  const [header, payload, signature] = parts.map(decode) as [Uint8Array, Uint8Array, Uint8Array]
  if (header.length > maxHeaderLength) throw new IdTokenError('malformed')
  const headerText = new TextDecoder('utf-8', { ignoreBOM: true }).decode(header)
  const claims = readIdTokenPayload(payload)
  if (!claims || ![256, 384, 512].includes(signature.length)) throw new IdTokenError('malformed')
  return { header: readHeader(headerText), headerText, payload, claims, signature }
}

/** What a guardian's key names. */
export interface OidcIdentity {
  /** As in tokens: `https://accounts.google.com`. */
  readonly issuer: string
  /** The client id. */
  readonly audience: string
  /** `sub`. */
  readonly subject: string
}

/** The guardian's key: label of the issuer (8 bytes) ‖ commitment (32), 40 bytes. @param salt the policy's, 32 bytes */
export function oidcKey({ issuer, audience, subject }: OidcIdentity, salt: Hex): Hex {
  const hashes = [issuer, audience, subject].map((text) => keccak256(toHex(text))) as [Hex, Hex, Hex]
  const types = Array.from({ length: 4 }, () => ({ type: 'bytes32' }) as const)
  const commitment = keccak256(encodeAbiParameters(types, [...hashes, salt]))
  return concatHex([slice(hashes[0], 0, 8), commitment])
}

/** The nonce to ask a token for: base64url of the hash that is approved. */
export function oidcNonce(hash: Hex): string {
  return encodeBase64Url(hexToBytes(hash))
}

/** What a token must say. */
export interface ExpectedIdToken {
  /** The guardian's key, 40 bytes. */
  readonly key: Hex
  /** The policy's salt. */
  readonly salt: Hex
  /** What is approved: the request's hash, or an objection's digest. */
  readonly hash: Hex
  /** Time of the chain that is behind most, and of the one that is ahead most, Unix seconds. */
  readonly now: { readonly earliest: number; readonly latest: number }
}

/**
 * Whether the chain would take what a token says; who signed it is another question.
 * @throws IdTokenError
 */
export function checkIdToken({ claims }: IdToken, { key, salt, hash, now }: ExpectedIdToken): void {
  const { iss: issuer, aud: audience, sub: subject, azp, nonce, iat, exp, nbf = 0 } = claims
  if (nonce !== oidcNonce(hash)) throw new IdTokenError('other-request')
  if (azp !== undefined && azp !== audience) throw new IdTokenError('other-client')
  if (oidcKey({ issuer, audience, subject }, salt) !== key.toLowerCase())
    throw new IdTokenError('other-person')
  if (iat + 3600 < now.latest || exp < now.latest) throw new IdTokenError('expired')
  if (iat > now.earliest + 600 || exp > now.earliest + 86_400 || nbf > now.earliest)
    throw new IdTokenError('not-yet')
}

function decode(part: string): Uint8Array {
  try {
    return decodeBase64Url(part)
  } catch (error) {
    if (error instanceof InvalidBase64UrlError) throw new IdTokenError('malformed', error)
    throw error
  }
}

/** `alg`, `kid` and perhaps `typ`, each once, compact, without escapes; nothing else. */
function readHeader(text: string): IdToken['header'] {
  const member = /"(alg)":"([^"\\]*)"|"(kid)":"([^"\\]+)"|"(typ)":"(JWT)"/y
  if ([...text].some((letter) => letter < ' ')) throw new IdTokenError('malformed')
  const found = new Map<string, string>()
  let at = 1
  while (text[at - 1] === (found.size === 0 ? '{' : ',')) {
    member.lastIndex = at
    const match = member.exec(text)?.filter((group) => group !== undefined)
    const [whole = '', name = '', value = ''] = match ?? []
    if (!match || found.has(name)) throw new IdTokenError('malformed')
    found.set(name, value)
    at += whole.length + 1
  }
  const [alg, kid] = [found.get('alg'), found.get('kid')]
  if (text.slice(at - 1) !== '}' || kid === undefined) throw new IdTokenError('malformed')
  if (alg !== 'RS256') throw new IdTokenError('algorithm')
  return { alg, kid }
}
