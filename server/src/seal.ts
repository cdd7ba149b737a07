// What is kept of people's addresses: sealed, so that a copy of the database says nothing, and found by a keyed hash. Both
// keys are made of the one in the environment, and neither is in the database.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { SparekeyError } from 'sparekey'
import { hexToBytes } from 'viem'
import type { Config } from './config.ts'

/** Where a sealed value stands. It opens there and nowhere else. */
export interface Field {
  readonly table: string
  /** Of the row. */
  readonly id: string
  readonly column: string
}

/** What is needed for sealing. */
type Keyed = { readonly config: Pick<Config, 'lookupKey'> }

/** A sealed value that does not open: it was changed, moved, or sealed with another key. */
export class SealBrokenError extends SparekeyError {
  override readonly name = 'SealBrokenError'
  override readonly code = 'seal_broken'

  constructor({ table, column }: Field, cause?: unknown) {
    super(`A sealed value of ${table}.${column} does not open.`, {
      details: 'Expected the lookup key with which it was sealed, and the row that it was sealed for.',
      cause,
    })
  }
}

/** Something needs the key that seals, and there is none. */
export class LookupKeyMissingError extends SparekeyError {
  override readonly name = 'LookupKeyMissingError'
  override readonly code = 'lookup_key_missing'

  constructor() {
    super('There is no lookup key.', { details: 'Set SPAREKEY_LOOKUP_KEY or SPAREKEY_LOOKUP_KEY_FILE.' })
  }
}

/** Of the key; part of what is authenticated. */
const VERSION = '1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals a text for one column of one row (AES-256-GCM; authenticated with it: table, row, column and key version).
 * @returns `1.` and base64url of nonce ‖ ciphertext ‖ tag
 */
export function sealField(context: Keyed, field: Field, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', derivedKey(context, 'seal'), nonce)
  cipher.setAAD(placeOf(field))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${sealed.toString('base64url')}`
}

/**
 * Opens what was sealed for this column of this row (B-10).
 * @throws SealBrokenError
 */
export function openField(context: Keyed, field: Field, sealed: string): string {
  const [version, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealBrokenError(field)
  const [nonce, tag] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(-TAG_BYTES)]
  const decipher = createDecipheriv('aes-256-gcm', derivedKey(context, 'seal'), nonce)
  decipher.setAAD(placeOf(field))
  decipher.setAuthTag(tag)
  try {
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch (cause) {
    throw new SealBrokenError(field, cause)
  }
}

/**
 * By what a value is found without being kept: HMAC-SHA256, 64 hex digits. Values of different kinds have nothing in common.
 * @param kind what it is the hash of: `mailbox`, `unsubscribe`
 */
export function lookupHash(context: Keyed, kind: string, value: string): string {
  return createHmac('sha256', derivedKey(context, `lookup/${kind}`))
    .update(value)
    .digest('hex')
}

const derived = new WeakMap<object, Map<string, Buffer>>()

/** HKDF-SHA256 of the key of the environment, for one use. */
function derivedKey({ config: { lookupKey } }: Keyed, use: string): Buffer {
  if (!lookupKey) throw new LookupKeyMissingError()
  const keys = derived.get(lookupKey) ?? new Map<string, Buffer>()
  derived.set(lookupKey, keys)
  const known = keys.get(use)
  if (known) return known
  const secret = hexToBytes(lookupKey.reveal())
  const key = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `sparekey/${use}/${VERSION}`, 32))
  keys.set(use, key)
  return key
}

/** Unambiguous, whatever is in the parts. */
const placeOf = ({ table, id, column }: Field): Buffer =>
  Buffer.from(JSON.stringify([table, id, column, VERSION]))
