import { type Hex, hexToBytes, size } from 'viem'
import { encodeBase64Url } from './base64url.ts'
import { SparekeyError } from './errors.ts'

/** clientDataJSON that no chain or no careful relying party would accept. */
export class InvalidClientDataError extends SparekeyError {
  override readonly name = 'InvalidClientDataError'
  override readonly code = 'client_data_invalid'

  constructor(reason: string, details = 'Use another browser or password manager, and try again.') {
    super(`The passkey's answer cannot be used: ${reason}.`, { details })
  }
}

/** A challenge that is not the 32 bytes that contracts sign. */
export class InvalidChallengeError extends SparekeyError {
  override readonly name = 'InvalidChallengeError'
  override readonly code = 'challenge_invalid'

  constructor(length: number) {
    super(`This challenge has ${length} bytes.`, { details: 'Expected a digest of 32 bytes.' })
  }
}

/**
 * The start that WebAuthn §5.8.1.1 fixes for an assertion over `challenge`, up to and including `"origin":"`.
 * @throws InvalidChallengeError unless the challenge has 32 bytes.
 */
export function clientDataPrefix(challenge: Hex): string {
  if (size(challenge) !== 32) throw new InvalidChallengeError(size(challenge))
  return `{"type":"webauthn.get","challenge":"${encodeBase64Url(hexToBytes(challenge))}","origin":"`
}

/**
 * Checks clientDataJSON of an assertion and returns its tail: everything after `"origin":"`.
 *
 * The chain rebuilds the text before the tail, so it must be byte for byte what WebAuthn §5.8.1.1 says. What the chain
 * does not look at is checked here: origin, crossOrigin, topOrigin (W-12), and that no member comes twice (W-09).
 * @param origins origins that may have asked, compared whole; any when left out.
 * @throws InvalidClientDataError
 */
export function clientDataTail(json: Uint8Array, challenge: Hex, origins?: readonly string[]): string {
  const text = decodeUtf8(json)
  const prefix = clientDataPrefix(challenge)
  if (!text.startsWith(prefix)) throw new InvalidClientDataError(prefixFault(text))
  const members = parseMembers(text)
  if (members['crossOrigin'] !== undefined && members['crossOrigin'] !== false) {
    throw new InvalidClientDataError(
      'it was asked for inside a frame of another site',
      'Open the page by itself.',
    )
  }
  if ('topOrigin' in members) {
    throw new InvalidClientDataError('it was asked for inside another site', 'Open the page by itself.')
  }
  const origin = members['origin']
  if (origins && !(typeof origin === 'string' && origins.includes(origin))) {
    throw new InvalidClientDataError(
      `it was asked for by ${JSON.stringify(origin)}`,
      `Expected ${origins.join(' or ')}.`,
    )
  }
  return text.slice(prefix.length)
}

function decodeUtf8(json: Uint8Array): string {
  try {
    // ignoreBOM keeps a byte order mark in the text, where the prefix check finds it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)
  } catch {
    throw new InvalidClientDataError('its clientDataJSON is not UTF-8')
  }
}

function prefixFault(text: string): string {
  if (!text.startsWith('{"type":"webauthn.get","'))
    return 'it is not an assertion in the form that WebAuthn fixes'
  return 'it is for another challenge, or not in the form that WebAuthn fixes'
}

function parseMembers(text: string): Record<string, unknown> {
  let members: Record<string, unknown>
  try {
    members = JSON.parse(text)
  } catch {
    throw new InvalidClientDataError('its clientDataJSON is not JSON')
  }
  const keys = topLevelKeys(text)
  if (new Set(keys).size !== keys.length)
    throw new InvalidClientDataError('a member of its clientDataJSON comes twice')
  return members
}

/** The keys of the outermost object of valid JSON, repetitions included, which JSON.parse hides. */
function topLevelKeys(json: string): string[] {
  const keys: string[] = []
  let depth = 0
  let last = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (token === ':' && depth === 1) keys.push(JSON.parse(last))
    last = token
  }
  return keys
}
