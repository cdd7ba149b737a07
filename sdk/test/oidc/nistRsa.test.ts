// What OidcGuardian says to the same vectors is in contracts/test/OidcGuardian/signature.t.sol.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Hex, hexToBytes } from 'viem'
import { expect, test } from 'vitest'

const vectors = JSON.parse(
  readFileSync(new URL('../../../contracts/test/fixtures/nist-rsa.json', import.meta.url), 'utf8'),
) as { moduli: Hex[]; key: number[]; message: Hex[]; signature: Hex[]; valid: Hex }
const valid = [...hexToBytes(vectors.valid)].map(Boolean)

test(`Node agrees with NIST about ${valid.length} RSA signatures, ${valid.filter(Boolean).length} of them valid`, () => {
  const verdicts = vectors.key.map((key, row) => {
    const n = Buffer.from(hexToBytes(vectors.moduli[key] ?? '0x')).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
    const [message, signature] = [vectors.message[row] ?? '0x', vectors.signature[row] ?? '0x']
    return verify('sha256', hexToBytes(message), publicKey, hexToBytes(signature))
  })
  expect(verdicts).toEqual(valid)
  expect([verdicts.length, verdicts.filter(Boolean).length]).toEqual([53, 33])
})
