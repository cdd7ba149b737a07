// Signatures of webhooks, as Standard Webhooks 1.0 has them with asymmetric keys: Ed25519 over `id.timestamp.body`.
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { type Hex, hexToBytes } from 'viem'

/** What stands before a 32-byte Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyOf = (seed: Hex): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, hexToBytes(seed)]), format: 'der', type: 'pkcs8' })

/** By what receivers verify: `whpk_` and the base64 of the 32-byte key. */
export function webhookPublicKey(seed: Hex): string {
  const { x = '' } = createPublicKey(keyOf(seed)).export({ format: 'jwk' })
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`
}

/** What is signed, and with it the headers that are sent. */
interface SignedWebhook {
  readonly id: string
  /** Unix seconds of this attempt. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The headers of one attempt.
 * @param seed 32 bytes
 */
export function webhookHeaders(seed: Hex, { id, timestamp, body }: SignedWebhook): Record<string, string> {
  const signature = sign(null, Buffer.from(`${id}.${timestamp}.${body}`), keyOf(seed))
  return {
    'content-type': 'application/json',
    'user-agent': 'sparekey',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1a,${signature.toString('base64')}`,
  }
}
