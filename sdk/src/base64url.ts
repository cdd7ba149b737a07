import { SparekeyError } from './errors.ts'

/** Text that is not base64url without padding. */
export class InvalidBase64UrlError extends SparekeyError {
  override readonly name = 'InvalidBase64UrlError'
  override readonly code = 'base64url_invalid'

  constructor(text: string) {
    super(`${JSON.stringify(text)} is not base64url.`, {
      details: 'Expected A–Z, a–z, 0–9, - and _, without padding.',
    })
  }
}

/** base64url without padding (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * The bytes of base64url without padding (RFC 4648 §5), in the one form that `encodeBase64Url` gives.
 * @throws InvalidBase64UrlError
 */
export function decodeBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new InvalidBase64UrlError(text)
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  // Unused bits must be zero: otherwise two texts would name one thing.
  if (encodeBase64Url(bytes) !== text) throw new InvalidBase64UrlError(text)
  return bytes
}
