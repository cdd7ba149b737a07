// A code by e-mail that only works in the browser that asked for it: a one-time credential, sealed with HPKE (RFC 9180) to
// a key that never leaves that browser. Whoever reads the mail elsewhere, or the server's database, holds nothing.
//
// HPKE base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; info `sparekey/recovery/1`, aad = subject (32) ‖
// account (20) ‖ expires (5). Text: base58check (double SHA-256, 4 bytes) without a version byte of the compressed
// encapsulated key (33) ‖ ciphertext (48) of a secp256k1 private key (32); 115 or 116 characters.
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { p256 } from '@noble/curves/nist'
import { createBase58check } from '@scure/base'
import {
  type Address,
  bytesToHex,
  concatHex,
  type Hex,
  hexToBytes,
  isHex,
  type LocalAccount,
  numberToHex,
  sha256,
  size,
  stringToBytes,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { CodeContext } from './emailCodeProof.ts'
import { SparekeyError } from './errors.ts'

const INFO = 'sparekey/recovery/1'
const KEY_BYTES = 33
const CIPHERTEXT_BYTES = 48
const LONGEST_TEXT = 116
/** White space, and what mail programs put in invisibly where they break a line. */
const IGNORED = /[\s\u00ad\u200b-\u200d\u2060]/gu

const base58check = createBase58check((data: Uint8Array) => sha256(data, 'bytes'))

/** A text that is no code: mistyped, cut off, or something else. */
export class CodeMalformedError extends SparekeyError {
  override readonly name = 'CodeMalformedError'
  override readonly code = 'code_malformed'

  constructor() {
    super('This is not a whole code.', {
      details: 'Copy it from the mail again, from its first to its last character.',
    })
  }
}

/** A code that was made for another browser, or for another request. */
export class CodeElsewhereError extends SparekeyError {
  override readonly name = 'CodeElsewhereError'
  override readonly code = 'code_elsewhere'

  constructor() {
    super('This code belongs to another browser, or to an older request.', {
      details: 'Go back to where it was asked for, or have a new code sent to this browser.',
    })
  }
}

/** A public key that no code can be sealed to. */
export class InvalidCodeKeyError extends SparekeyError {
  override readonly name = 'InvalidCodeKeyError'
  override readonly code = 'code_key_invalid'

  constructor() {
    super('No code can be sealed to this key.', {
      details: 'Expected a compressed point on P-256, 33 bytes. Load the page again.',
    })
  }
}

/** A sealed code, and the address of the credential in it: what the server keeps. */
export interface SealedCode {
  readonly text: string
  readonly credential: Address
}

/**
 * Makes a one-time credential and seals it to a browser's key. The private key is nowhere but in the text.
 * @param publicKey compressed point on P-256, 33 bytes
 * @throws InvalidCodeKeyError (rejects)
 * @example
 * const { text, credential } = await sealCode(publicKey, { subject, account, expires })
 */
export async function sealCode(publicKey: Hex, context: CodeContext): Promise<SealedCode> {
  const point = expandPoint(publicKey)
  if (!point) throw new InvalidCodeKeyError()
  const suite = cipherSuite()
  const recipientPublicKey = await suite.kem.deserializePublicKey(point)
  const privateKey = generatePrivateKey()
  const plaintext = hexToBytes(privateKey)
  const { enc, ct } = await suite.seal(
    { recipientPublicKey, info: stringToBytes(INFO) },
    plaintext,
    contextBytes(context),
  )
  plaintext.fill(0)
  const compressed = p256.ProjectivePoint.fromHex(new Uint8Array(enc)).toRawBytes(true)
  const bytes = new Uint8Array(KEY_BYTES + CIPHERTEXT_BYTES)
  bytes.set(compressed, 0)
  bytes.set(new Uint8Array(ct), KEY_BYTES)
  return { text: base58check.encode(bytes), credential: privateKeyToAccount(privateKey).address }
}

/**
 * Opens a code with the key of this browser; white space in it does not matter.
 * @returns the credential, which signs `codeProofTypedData`
 * @throws CodeMalformedError, CodeElsewhereError (rejects)
 */
export async function openCode(
  keys: CryptoKeyPair,
  text: string,
  context: CodeContext,
): Promise<LocalAccount> {
  const { enc, ciphertext } = parseCode(text)
  const opened = await cipherSuite()
    // The pair: from a private key that cannot be read, its public one cannot be derived.
    .open({ recipientKey: keys, enc, info: stringToBytes(INFO) }, ciphertext, contextBytes(context))
    .catch(() => {
      throw new CodeElsewhereError()
    })
  const plaintext = new Uint8Array(opened)
  try {
    return privateKeyToAccount(bytesToHex(plaintext))
  } catch {
    throw new CodeMalformedError() // no private key, though sealed to this browser
  } finally {
    plaintext.fill(0)
  }
}

/**
 * Whether a text is a whole code, whoever it is for: what a field needs to know to submit itself.
 * @example
 * isWholeCode(field.value) // true as soon as all of it is pasted
 */
export function isWholeCode(text: string): boolean {
  try {
    parseCode(text)
    return true
  } catch {
    return false
  }
}

/** A key pair for one code: P-256, its private key not extractable, to be kept in IndexedDB. */
export function generateCodeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
}

/** The public half, as the server is given it: a compressed point, 33 bytes. */
export async function codePublicKey(keys: CryptoKeyPair): Promise<Hex> {
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
  return bytesToHex(p256.ProjectivePoint.fromHex(point).toRawBytes(true))
}

function cipherSuite(): CipherSuite {
  return new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  })
}

/** What is authenticated beside the credential: a code opens for nothing else. */
function contextBytes({ subject, account, expires }: CodeContext): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexToBytes(concatHex([subject, account, numberToHex(expires, { size: 5 })])))
}

/** @throws CodeMalformedError */
function parseCode(text: string) {
  const compact = text.replace(IGNORED, '')
  // Before it is decoded, which takes time in the square of its length.
  if (compact.length > LONGEST_TEXT) throw new CodeMalformedError()
  const bytes = decodeText(compact)
  if (bytes.length !== KEY_BYTES + CIPHERTEXT_BYTES) throw new CodeMalformedError()
  const enc = expandPoint(bytesToHex(bytes.subarray(0, KEY_BYTES)))
  if (!enc) throw new CodeMalformedError()
  return { enc, ciphertext: bytes.slice(KEY_BYTES) }
}

function decodeText(compact: string): Uint8Array {
  try {
    return base58check.decode(compact)
  } catch {
    throw new CodeMalformedError() // a character that is none of base58, or the checksum
  }
}

/** The uncompressed form, 65 bytes, of a compressed point on P-256; undefined for anything else. */
function expandPoint(compressed: Hex): Uint8Array<ArrayBuffer> | undefined {
  if (!isHex(compressed) || size(compressed) !== KEY_BYTES) return undefined
  try {
    return new Uint8Array(p256.ProjectivePoint.fromHex(compressed.slice(2)).toRawBytes(false))
  } catch {
    return undefined // of another curve, or of none
  }
}
