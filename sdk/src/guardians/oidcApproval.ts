import {
  concatBytes,
  concatHex,
  type Hex,
  hexToNumber,
  hexToString,
  numberToHex,
  size,
  slice,
  toHex,
} from 'viem'
import { type IdToken, IdTokenError } from './idToken.ts'
import { type PayloadMember, readPayloadMembers } from './idTokenPayload.ts'

/** Letters of a nonce: base64url of 32 bytes. */
const nonceLength = 43

/**
 * What is handed in as the guardian's approval: `entry (8) ‖ salt (32) ‖ a ‖ b ‖ n ‖ c ‖ length of the text (2 each) ‖ text ‖ RSA
 * signature`. The payload is `text[:a] ‖ text[b:b+n] ‖ text[a:c] ‖ nonce ‖ text[c:]`: the chain puts in the nonce, and azp where it
 * repeats aud, which is 1,700 gas cheaper than to send them.
 * @throws IdTokenError
 */
export function encodeOidcApproval(
  entry: Hex,
  salt: Hex,
  { payload, signature }: Pick<IdToken, 'payload' | 'signature'>,
): Hex {
  const members = readPayloadMembers(payload) ?? []
  const nonce = lettersOf(members, 'nonce')
  if (size(entry) !== 8 || size(salt) !== 32 || nonce?.length !== nonceLength)
    throw new IdTokenError('malformed')
  const { at, from, length } = repeatedParty(members, nonce.at) ?? { at: 0, from: 0, length: 0 }
  const text = concatBytes([
    ...[payload.subarray(0, at), payload.subarray(at + length, nonce.at)],
    payload.subarray(nonce.at + nonceLength),
  ])
  const numbers = [at, from, length, nonce.at - length, text.length]
  return concatHex([
    ...[entry, salt],
    ...numbers.map((number) => numberToHex(number, { size: 2 })),
    ...[toHex(text), toHex(signature)],
  ])
}

/** @returns last second in which a chain takes an approval, Unix seconds; undefined if these are no such bytes */
export function oidcApprovalEnd(signature: Hex): number | undefined {
  try {
    const length = hexToNumber(slice(signature, textAt - 2, textAt))
    // Without the letters that the chain puts in it is still JSON.
    const { iat, exp } = JSON.parse(hexToString(slice(signature, textAt, textAt + length))) as Record<
      string,
      number
    >
    const end = Math.min((iat ?? Number.NaN) + 3600, exp ?? Number.NaN)
    return Number.isSafeInteger(end) ? end : undefined
  } catch {
    return undefined
  }
}

/** Bytes before the text. */
const textAt = 8 + 32 + 5 * 2

interface Letters {
  readonly text: string
  /** At which byte of the payload they begin. */
  readonly at: number
  readonly length: number
}

function lettersOf(members: readonly PayloadMember[], wanted: string): Letters | undefined {
  const member = members.find(({ name, value }) => name === wanted && value.startsWith('"'))
  if (!member) return undefined
  const text = member.value.slice(1, -1)
  return { text, at: member.at + 1, length: text.length }
}

/** Where azp stands before the nonce and says what aud says, and where aud is in what is sent. */
function repeatedParty(members: readonly PayloadMember[], nonceAt: number) {
  const [azp, aud] = [lettersOf(members, 'azp'), lettersOf(members, 'aud')]
  if (!azp || !aud || azp.text !== aud.text || azp.at > nonceAt) return undefined
  const { at, length } = azp
  const from = aud.at - (at < aud.at ? length : 0) - (nonceAt < aud.at ? nonceLength : 0)
  return { at, from, length }
}
