// The issuer's keys, kept in a file: networks know them, and would trust new ones only a day later.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { JWK } from 'oidc-provider'

/** A key with a name as long as Google's. */
export function newKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' }) as JWK
  return { ...jwk, kid: randomBytes(20).toString('hex'), use: 'sig', alg: 'RS256' }
}

/** The keys that an issuer had, the one that signs first; a new one if it had none. */
export function readKeys(file: string): readonly JWK[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK[]
  } catch {
    return [newKey()]
  }
}

export function keepKeys(file: string, keys: readonly JWK[]): void {
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
}
