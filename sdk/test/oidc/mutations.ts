// Tokens that nobody signed, made from some that somebody did, and who takes them: the SDK with the issuer's key, and jose.
import { createSign, createVerify, type KeyObject } from 'node:crypto'
import { checkIdToken, IdTokenError, oidcKey, oidcNonce, parseIdToken } from '../../src/guardians/idToken.ts'
import { bytes32 } from '../samples.ts'
import { randomFrom } from './documents.ts'
import { type ExpectedByJose, isTakenByJose, isTakenByStrictJose } from './joseProfile.ts'

const [hash, salt] = [bytes32('request'), bytes32('salt')]
const now = 1_760_000_000
const person = { issuer: 'https://accounts.google.com', audience: 'client', subject: '110169484474386276334' }
/** What the good token says. */
export const claims = {
  ...{ iss: person.issuer, azp: person.audience, aud: person.audience, sub: person.subject },
  ...{ nonce: oidcNonce(hash), nbf: now - 300, iat: now, exp: now + 3600 },
  jti: '0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4',
}
const header = { alg: 'RS256', kid: 'a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8', typ: 'JWT' }

/** An issuer's key pair. */
export interface IssuerKeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** What became of many tokens. */
export interface Verdicts {
  readonly mutated: number
  /** Good ones between them. */
  readonly good: number
  /** Good ones that the SDK took: all, it is expected. */
  readonly goodTaken: number
  /** Mutated ones that the SDK took; none is expected. */
  readonly taken: readonly string[]
  /** How often the SDK refused one for which reason. */
  readonly refusals: Readonly<Record<string, number>>
  /** Of those that jose was asked about, what SDK and jose within the profile say differently of; none is expected. */
  readonly differences: readonly string[]
  /** Mutated ones that jose takes by itself, which is not as strict about encodings. */
  readonly takenByJose: number
}

/** A token as the issuer makes it. */
export function goodToken({ privateKey }: IssuerKeyPair, jti = claims.jti): string {
  return signedToken({ privateKey }, JSON.stringify({ ...claims, jti }))
}

/** A token with any payload, as Latin-1 letters. */
export function signedToken({ privateKey }: Pick<IssuerKeyPair, 'privateKey'>, payload: string): string {
  const parts = [JSON.stringify(header), payload]
  const input = parts.map((part) => Buffer.from(part, 'latin1').toString('base64url')).join('.')
  return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`
}

/** Why the SDK would refuse a token whose issuer has this key; undefined if it takes it. */
export function refusalBySdk(token: string, { publicKey }: IssuerKeyPair): string | undefined {
  const expected = { key: oidcKey(person, salt), salt, hash, now: { earliest: now, latest: now } }
  try {
    const read = parseIdToken(token)
    checkIdToken(read, expected)
    const input = token.slice(0, token.lastIndexOf('.'))
    const isSigned = createVerify('RSA-SHA256').update(input).verify(publicKey, read.signature)
    return isSigned ? undefined : 'signature'
  } catch (error) {
    if (error instanceof IdTokenError) return error.problem
    throw error
  }
}

/** What jose has to compare a token with. */
export function expectedByJose({ publicKey }: IssuerKeyPair): ExpectedByJose {
  return { publicKey, ...person, nonce: claims.nonce, now }
}

/** Mutates good tokens again and again. @param every how many of them jose is asked about, one in so many */
export async function mutateMany(
  keys: IssuerKeyPair,
  { seed, count, every }: { seed: number; count: number; every: number },
): Promise<Verdicts> {
  const random = randomFrom(seed)
  const expected = expectedByJose(keys)
  const goods = Array.from({ length: 64 }, (_, i) => goodToken(keys, `token ${i}`))
  const refusals: Record<string, number> = {}
  const [taken, differences]: [string[], string[]] = [[], []]
  let [good, goodTaken, takenByJose] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const source = one(goods, random)
    const token = mutated(source, random)
    const refusal = refusalBySdk(token, keys)
    if (refusal === undefined) taken.push(token)
    else refusals[refusal] = (refusals[refusal] ?? 0) + 1
    if (i % every === 0) {
      if (await isTakenByJose(token, expected)) takenByJose++
      if ((await isTakenByStrictJose(token, expected)) !== (refusal === undefined)) differences.push(token)
    }
    if (i % 16 !== 0) continue
    good++
    if (refusalBySdk(source, keys) === undefined) goodTaken++
  }
  return { mutated: count, good, goodTaken, taken, refusals, differences, takenByJose }
}

type Random = () => number
type Mutation = (token: string, random: Random) => string

/** A token that differs from the good one. */
function mutated(good: string, random: Random): string {
  for (;;) {
    const mutation = one(mutations, random)
    const token = mutation(good, random)
    if (token !== good) return token
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n"\\\u0000é'
const one = <T>(values: ArrayLike<T>, random: Random): T => values[Math.floor(random() * values.length)] as T
const splice = (text: string, at: number, count: number, insert = '') =>
  text.slice(0, at) + insert + text.slice(at + count)
const placeIn = ({ length }: { length: number }, random: Random) => Math.floor(random() * length)

/** Another text or bytes in one of the three parts. */
function inPart(token: string, part: number, change: (bytes: Buffer) => Buffer): string {
  const parts = token.split('.')
  parts[part] = change(Buffer.from(parts[part] ?? '', 'base64url')).toString('base64url')
  return parts.join('.')
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const at = placeIn(bytes, random)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return bytes
}

/** Another value of one member, or the member once more, behind the others. */
function withMember(text: string, random: Random): string {
  const names = [
    'iss',
    'azp',
    'aud',
    'sub',
    'nonce',
    'nbf',
    'iat',
    'exp',
    'jti',
    'alg',
    'kid',
    'typ',
    'crit',
    'b64',
  ]
  const values = [
    'attacker',
    '',
    now,
    now + 1,
    -5,
    0,
    1e99,
    true,
    null,
    [],
    ['client'],
    {},
    'none',
    'HS256',
    '\\u0073ub',
  ]
  const name = one(names, random)
  const value = JSON.stringify(one(values, random))
  if (random() < 0.5) return `${text.slice(0, -1)},"${name}":${value}}`
  return text.replace(new RegExp(`"${name}":("[^"]*"|[0-9]+)`), () => `"${name}":${value}`)
}

const mutations: readonly Mutation[] = [
  (token, random) => splice(token, placeIn(token, random), 1, one(letters, random)),
  (token, random) => splice(token, placeIn(token, random), 1),
  (token, random) => splice(token, placeIn(token, random), 0, one(letters, random)),
  (token, random) => {
    const [a, b] = [placeIn(token, random), placeIn(token, random)]
    return splice(splice(token, a, 1, token[b]), b, 1, token[a])
  },
  (token, random) => inPart(token, Math.floor(random() * 3), (bytes) => flipped(bytes, random)),
  (token, random) => {
    const part = Math.floor(random() * 2)
    return inPart(token, part, (bytes) => Buffer.from(withMember(bytes.toString(), random)))
  },
  (token, random) =>
    inPart(token, 2, (bytes) => Buffer.concat([bytes, Buffer.from([0])].slice(random() < 0.5 ? 0 : 1))),
  (token, random) => {
    const parts = token.split('.')
    return [...parts, one(parts, random)].toSorted(() => random() - 0.5).join('.')
  },
]
