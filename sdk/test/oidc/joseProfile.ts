// What jose takes, and the profile of OidcGuardian around it, by rules that have nothing in common with the SDK's parser.
import type { KeyObject } from 'node:crypto'
import { errors, jwtVerify } from 'jose'

/** What a token must say, at a time (Unix seconds), and whose key must have signed it. */
export interface ExpectedByJose {
  readonly publicKey: KeyObject
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly nonce: string
  readonly now: number
}

/** Whether jose takes a token, by its own rules about encodings and texts. */
export async function isTakenByJose(token: string, expected: ExpectedByJose): Promise<boolean> {
  const { publicKey, issuer, audience, subject, nonce, now } = expected
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      ...{ algorithms: ['RS256'], issuer, audience, requiredClaims: ['iat', 'exp'] },
      // A second, because jose takes exp for the first second that does not count, and the chain for the last that does.
      ...{ currentDate: new Date(now * 1000), clockTolerance: 1 },
    })
    return payload.sub === subject && payload['nonce'] === nonce
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

/** Whether jose takes it, and it is in the profile. */
export async function isTakenByStrictJose(token: string, expected: ExpectedByJose): Promise<boolean> {
  return (await isTakenByJose(token, expected)) && isInProfile(token, expected.now)
}

function isInProfile(token: string, now: number): boolean {
  const parts = token.split('.')
  // Latin-1, so that a letter is a byte.
  const [header = '', payload = ''] = parts.map((part) => Buffer.from(part, 'base64url').toString('latin1'))
  const isOneEncoding = parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  return isOneEncoding && isPlainHeader(header) && isPlainPayload(payload, now)
}

function isPlainHeader(text: string): boolean {
  const members = outerMembers(text)
  if (!members || text.length > 190 || isTwice(members.map(([name]) => name))) return false
  const { alg, kid = '', typ = '"JWT"', ...others } = Object.fromEntries(members)
  const isKnown = alg === '"RS256"' && typ === '"JWT"' && /^"[^"\\]+"$/.test(kid)
  return isKnown && Object.keys(others).length === 0
}

const texts = ['iss', 'aud', 'sub', 'nonce', 'azp']
const times = ['iat', 'exp', 'nbf']

function isPlainPayload(text: string, now: number): boolean {
  const members = outerMembers(text)
  if (!members || text.length > 2048 || members.some(([name]) => name.includes('\\'))) return false
  const read = members.filter(([name]) => texts.includes(name) || times.includes(name))
  if (isTwice(read.map(([name]) => name))) return false
  if (!read.every(([name, value]) => (times.includes(name) ? /^[1-9]\d{9}$/ : /^"[^"\\]*"$/).test(value)))
    return false
  const { aud, azp = aud, iat, exp, nbf = 0 } = Object.fromEntries(read)
  const isNow = Number(iat) >= now - 3600 && Number(iat) <= now + 600
  return isNow && Number(exp) <= now + 86_400 && Number(nbf) <= now && azp === aud
}

/**
 * Names, without their quotes, and JSON texts of an object's members: strings are taken out, then what is inside something, from
 * the inside. Undefined if it is no object, has white space, or is too deep.
 */
function outerMembers(text: string): [name: string, value: string][] | undefined {
  if (!isJson(text) || !text.startsWith('{') || [...text].some((letter) => letter < ' ')) return undefined
  const strings: string[] = []
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (string) => `"${strings.push(string) - 1}"`)
  if (bare.includes(' ')) return undefined
  let rest = bare.slice(1, -1).replace(/\{\}|\[\]/g, '0')
  for (let depth = 0; /[[{]/.test(rest); depth++) {
    if (depth === 32) return undefined
    rest = rest.replace(/\{[^{}[\]]*\}|\[[^{}[\]]*\]/g, '0')
  }
  const back = (value: string) => value.replace(/^"(\d+)"$/, (_, place) => strings[place] ?? '')
  const pairs = rest.split(',').map((member) => /^("\d+"):(.*)$/.exec(member) ?? [])
  return pairs.map(([, name = '', value = '']) => [back(name).slice(1, -1), back(value)])
}

const isTwice = (names: readonly string[]) => new Set(names).size !== names.length

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
