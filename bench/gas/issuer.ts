// An OpenID issuer for the figures: its key is on chain and usable, and it signs tokens as long as it is asked for.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  addresses,
  encodeOidcApproval,
  oidcEntryLabel,
  oidcGuardianAbi,
  oidcKey,
  oidcNonce,
  requestHash,
} from 'sparekey'
import { bytesToHex, concat, type Hex, stringToHex } from 'viem'
import { writeContract } from 'viem/actions'
import { keyPublisher } from '../../dev/accounts.ts'
import { skipTime } from '../../dev/time.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { DAY, type Person } from './recoveries.ts'
import type { World } from './world.ts'

const person = {
  issuer: 'https://accounts.google.com',
  audience: '407408718192-sparekeysparekeysparekeysparekey.apps.googleusercontent.com',
  subject: '110169484474386276334',
}
/** As Google's: 76 bytes, 40 of them `kid`. */
const header = '{"alg":"RS256","kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8","typ":"JWT"}'
const jti = '0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4'

/** An issuer whose only key is usable. */
export interface Issuer {
  readonly entry: Hex
  readonly privateKey: KeyObject
  /** Gas of publishing the key. */
  readonly published: number
}

/** Publishes a new key of 2,048 bits and waits until it is usable. */
export async function newIssuer(world: World): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const modulus = bytesToHex(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))
  const published = await world.gasOf(
    writeContract(world.relayer, {
      abi: oidcGuardianAbi,
      address: world.chain.deployment.oidcGuardian,
      account: keyPublisher,
      chain: world.chain.chain,
      functionName: 'publish',
      args: [person.issuer, modulus, stringToHex(header), 0],
    }),
  )
  await skipTime([world.chain.client], DAY)
  return { privateKey, entry: oidcEntryLabel(modulus, 0), published }
}

/** How long the payload is: what `openid` alone asks for, or with profile and e-mail. */
export type PayloadLength = 383 | 633

/** Somebody with an account there, as a guardian. */
export function google(
  world: World,
  issuer: Issuer,
  { weight, salt, length }: { weight: number; salt: Hex; length: PayloadLength },
): Person {
  return {
    signer: concat([world.chain.deployment.oidcGuardian, keyOfPerson(salt)]).toLowerCase() as Hex,
    weight,
    async approve(request) {
      const hash = requestHash(addresses.recoveryModule, request)
      const { timestamp } = await world.chain.client.getBlock()
      return approval(issuer, salt, payloadOf({ hash, time: Number(timestamp), length }))
    },
  }
}

/** The guardian's key for the one who signs in, behind the verifier's address in its signer. */
export const keyOfPerson = (salt: Hex): Hex => oidcKey(person, salt)

/** What is handed to the chain. */
export function approval({ entry, privateKey }: Issuer, salt: Hex, payload: string): Hex {
  const [first, second] = [header, payload].map((text) => Buffer.from(text).toString('base64url'))
  const signature = createSign('RSA-SHA256').update(`${first}.${second}`).sign(privateKey)
  return encodeOidcApproval(entry, salt, { payload: Buffer.from(payload), signature })
}

/** What Google writes for `openid`, and for `openid profile email`. */
export function payloadOf({
  hash,
  time,
  length,
}: {
  hash: Hex
  time: number
  length: PayloadLength
}): string {
  const { issuer: iss, audience: aud, subject: sub } = person
  const times = { nbf: time - 300, iat: time, exp: time + 3600 }
  const about = {
    ...{ email: 'somebody.with.a.name@gmail.com', email_verified: true, name: 'Somebody With A Name' },
    picture: `https://lh3.googleusercontent.com/a/${'A'.repeat(50)}=s96-c`,
    ...{ given_name: 'Somebody', family_name: 'With A Name' },
  }
  const payload = JSON.stringify({
    ...{ iss, azp: aud, aud, sub, nonce: oidcNonce(hash) },
    ...(length === 633 && about),
    ...times,
    jti,
  })
  if (payload.length !== length)
    throw new MeasurementError(`the payload has ${payload.length} bytes, not ${length}`)
  return payload
}
