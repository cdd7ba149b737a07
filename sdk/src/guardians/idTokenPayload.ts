// The payload of an ID token as OidcGuardian reads it: the same profile, by another way of parsing.

/** What an ID token says (OpenID Connect Core 1.0 §2), as far as it is read. Times are Unix seconds. */
export interface IdTokenClaims {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly nonce: string
  readonly iat: number
  readonly exp: number
  readonly azp?: string
  readonly nbf?: number
}

/** Bytes of a payload, at most. */
const maxPayloadLength = 2048

/** Arrays and objects in one another, at most, where they are not empty. */
const maxDepth = 32

const texts = new Set(['iss', 'aud', 'sub', 'nonce', 'azp'])
const times = new Set(['iat', 'exp', 'nbf'])
const required = ['iss', 'aud', 'sub', 'nonce', 'iat', 'exp'] as const

/**
 * Reads a payload by the profile of OidcGuardian: one compact JSON object (RFC 8259 without white space) of at most 2,048
 * bytes; members that are read occur once, without escapes; keys of the outer object have no escapes; times are ten digits.
 * @param payload as the issuer wrote it, before base64url
 * @returns the claims; undefined where the contract would refuse the text
 */
export function readIdTokenPayload(payload: Uint8Array): IdTokenClaims | undefined {
  const members = readPayloadMembers(payload)
  if (!members) return undefined
  const claims: Record<string, string | number> = {}
  for (const { name, value } of members) {
    if (!texts.has(name) && !times.has(name)) continue
    const read = texts.has(name) ? plainText(value) : tenDigits(value)
    if (read === undefined || name in claims) return undefined
    claims[name] = read
  }
  if (required.some((name) => !(name in claims))) return undefined
  return claims as unknown as IdTokenClaims
}

/** A member of a payload: its name, the JSON text of its value, and at which byte that begins. */
export interface PayloadMember {
  readonly name: string
  /** Latin-1: a letter a byte. */
  readonly value: string
  readonly at: number
}

/** The members of a payload in their order; undefined if it is not one compact JSON object of at most 2,048 bytes. */
export function readPayloadMembers(payload: Uint8Array): readonly PayloadMember[] | undefined {
  // No control character may stand anywhere: not in strings, and white space only between them.
  if (payload.length > maxPayloadLength || payload.some((byte) => byte < 0x20)) return undefined
  return new Parser(payload).members()
}

/** A JSON text whose bytes are Latin-1 letters here, so that one letter is one byte. */
class Parser {
  readonly #text: string
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#text = latin1(bytes)
  }

  /** The outer object's members; undefined if the text is not in the profile. */
  members(): PayloadMember[] | undefined {
    const members: PayloadMember[] = []
    if (!this.#take('{')) return undefined
    do {
      const key = this.#match(/"[^"\\]*"/y)
      if (key === undefined || !this.#take(':')) return undefined
      const at = this.#at
      if (!this.#value(0)) return undefined
      members.push({ name: key.slice(1, -1), value: this.#text.slice(at, this.#at), at })
    } while (this.#take(','))
    return this.#take('}') && this.#at === this.#text.length ? members : undefined
  }

  #value(depth: number): boolean {
    if (this.#take('[')) return this.#list(']', depth, () => this.#value(depth + 1))
    if (this.#take('{'))
      return this.#list('}', depth, () => this.#string() && this.#take(':') && this.#value(depth + 1))
    return (
      this.#string() || this.#match(/true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y) !== undefined
    )
  }

  /** The rest of an array or object, inside of so many others. */
  #list(end: string, depth: number, element: () => boolean): boolean {
    if (this.#take(end)) return true
    if (depth === maxDepth) return false
    do {
      if (!element()) return false
    } while (this.#take(','))
    return this.#take(end)
  }

  #string(): boolean {
    return this.#match(/"([^"\\]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y) !== undefined
  }

  #take(letter: string): boolean {
    const isThere = this.#text[this.#at] === letter
    if (isThere) this.#at++
    return isThere
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }
}

/** The text of a string without escapes; the contract compares bytes, so it is one only if it is UTF-8. */
function plainText(json: string): string | undefined {
  if (!json.startsWith('"') || json.includes('\\')) return undefined
  const bytes = Uint8Array.from(json.slice(1, -1), (letter) => letter.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function tenDigits(json: string): number | undefined {
  return /^[1-9]\d{9}$/.test(json) ? Number(json) : undefined
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
