// An issuer whose key is brought onto real chains, and its tokens.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Address, bytesToHex, type Hex, stringToHex } from 'viem'
import { writeContract } from 'viem/actions'
import { keyPublisher } from '../../../dev/accounts.ts'
import { oidcGuardianAbi } from '../../src/generated/abis.ts'
import type { WriteClient } from '../../src/write.ts'
import { done } from '../chains.ts'

export const issuer = 'https://accounts.google.com'
export const audience = 'client.apps.googleusercontent.com'
export const subject = '110169484474386276334'

/** A key with which an issuer signs. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly modulus: Hex
  readonly kid: string
}

export function newSigningKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const modulus = bytesToHex(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))
  return { privateKey, modulus, kid }
}

const headerOf = ({ kid }: SigningKey) => JSON.stringify({ alg: 'RS256', kid, typ: 'JWT' })

/** Publishes a key on one chain, as the publisher does. */
export async function publish(client: WriteClient, address: Address, key: SigningKey): Promise<void> {
  const hash = await writeContract(client, {
    ...{ address, abi: oidcGuardianAbi, functionName: 'publish', chain: client.chain, account: keyPublisher },
    args: [issuer, key.modulus, stringToHex(headerOf(key)), 0],
  })
  await done(client, hash)
}

/** A token as Google's, made at this second. */
export function tokenOf(key: SigningKey, now: number, claims: object): string {
  const about = { iss: issuer, azp: audience, aud: audience, sub: subject, iat: now, exp: now + 3600 }
  const parts = [headerOf(key), JSON.stringify({ ...about, ...claims })]
  const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url')}`
}
