import { SparekeyError } from 'sparekey'
import { bytesToHex, type Hex } from 'viem'
import { z } from 'zod'

/** A key with which an issuer signs. */
export interface IssuerKey {
  readonly kid: string
  /** Big endian, 256, 384 or 512 bytes; the exponent is 65,537. */
  readonly modulus: Hex
}

/** A JWKS document that is not as it should be. Nothing of it is used: who can change one key in it could change all. */
export class JwksError extends SparekeyError {
  override readonly name = 'JwksError'
  override readonly code = 'issuer_keys'

  constructor(problem: string) {
    super(`The issuer's keys are not used: ${problem}.`)
  }
}

const MOST_KEYS = 20

// RFC 7517 §4.2: who does not say what a key is for means everything; who says so must mean this.
const keySchema = z.object({
  kty: z.literal('RSA'),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256'),
  kid: z.string().regex(/^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,120}$/),
  n: z.string().regex(/^[\w-]+$/),
  e: z.literal('AQAB'),
})
const jwksSchema = z.object({ keys: z.array(z.unknown()).min(1).max(MOST_KEYS) })
/** RFC 7518 §6.3.2 and §6.4.1: what must never be published. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * The RS256 keys of a JWKS document (RFC 7517).
 * @throws JwksError if a single key is not such a one, is there twice, or shows its private half
 */
export function readJwks(document: unknown): readonly IssuerKey[] {
  const set = jwksSchema.safeParse(document)
  if (!set.success) throw new JwksError(`it is no set of 1 to ${MOST_KEYS} keys`)
  const keys = set.data.keys.map(readKey)
  for (const member of ['kid', 'modulus'] as const)
    if (new Set(keys.map((key) => key[member])).size !== keys.length)
      throw new JwksError(`two keys have the same ${member}`)
  return keys
}

function readKey(value: unknown, place: number): IssuerKey {
  const key = keySchema.safeParse(value)
  if (!key.success) {
    const members = [...new Set(key.error.issues.map(({ path }) => path.join('.') || 'shape'))]
    throw new JwksError(`key ${place + 1} is no RS256 key (${members.join(', ')})`)
  }
  const shown = privateMembers.find((member) => Object.hasOwn(value as object, member))
  if (shown) throw new JwksError(`key ${place + 1} shows its private member ${shown}`)
  const modulus = Buffer.from(key.data.n, 'base64url')
  const isWhole = modulus.toString('base64url') === key.data.n
  if (!isWhole || ![256, 384, 512].includes(modulus.length) || !isOddWithTopBit(modulus))
    throw new JwksError(`the modulus of key ${place + 1} is not one of 2,048, 3,072 or 4,096 bits`)
  return { kid: key.data.kid, modulus: bytesToHex(modulus) }
}

const isOddWithTopBit = (modulus: Uint8Array) =>
  ((modulus.at(0) ?? 0) & 0x80) !== 0 && ((modulus.at(-1) ?? 0) & 1) === 1
