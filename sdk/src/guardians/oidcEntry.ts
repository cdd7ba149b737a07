// An entry of OidcGuardian's key registry: a modulus together with a header of tokens that are signed with it.
import { concatHex, type Hex, keccak256, numberToHex, slice, stringToHex } from 'viem'
import { encodeBase64Url } from '../base64url.ts'

/** How most headers begin, as far as whole letters go. */
const usual = '{"alg":"RS256","kid":'

/** By which label an entry is kept: 7 bytes of keccak256(modulus) ‖ number of the header. */
export function oidcEntryLabel(modulus: Hex, number: number): Hex {
  return concatHex([slice(keccak256(modulus), 0, 7), numberToHex(number, { size: 1 })])
}

/**
 * The code that an entry must have: `00 ‖ modulus ‖ base64url(header)`, without the letters with which most headers begin. A
 * label has few bytes, so whoever confirms an entry compares its code.
 * @param header JSON, as tokens have it
 */
export function oidcEntryCode(modulus: Hex, header: string): Hex {
  const rest = header.startsWith(usual) ? header.slice(usual.length) : header
  return concatHex(['0x00', modulus, stringToHex(encodeBase64Url(new TextEncoder().encode(rest)))])
}
