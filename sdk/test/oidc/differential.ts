// OidcGuardian against the SDK's own reading of the same payloads. The issuer signs every document, however odd, so that the
// chain's answer is about the text alone.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  type Address,
  bytesToHex,
  concatBytes,
  concatHex,
  createPublicClient,
  type Hex,
  http,
  numberToHex,
  stringToHex,
} from 'viem'
import { deployContract, readContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { SparekeyError } from '../../src/errors.ts'
import { oidcGuardianAbi } from '../../src/generated/abis.ts'
import { checkIdToken, oidcKey, oidcNonce } from '../../src/guardians/idToken.ts'
import { readIdTokenPayload } from '../../src/guardians/idTokenPayload.ts'
import { encodeOidcApproval } from '../../src/guardians/oidcApproval.ts'
import { oidcEntryLabel } from '../../src/guardians/oidcEntry.ts'
import type { WriteClient } from '../../src/write.ts'
import { bytes32 } from '../samples.ts'
import { documentOf, randomFrom } from './documents.ts'

const release = JSON.parse(
  readFileSync(new URL('../../../contracts/release/OidcGuardian.json', import.meta.url), 'utf8'),
) as { bytecode: Hex }

/** The header of the entry. */
export const header = '{"alg":"RS256","kid":"a5faf6ed62b5d1ba11d8c5f8ab2ab5c5a1d8c5f8","typ":"JWT"}'
const person = { issuer: 'https://accounts.google.com', audience: 'client', subject: '110169484474386276334' }
const [hash, salt] = [bytes32('request'), bytes32('salt')]
const accepted = '0x024ad318'

/** An OidcGuardian whose only key is usable, and that key. */
export interface OidcScene {
  readonly client: WriteClient
  readonly guardian: Address
  readonly keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  readonly sign: (payload: Uint8Array) => Uint8Array
  readonly entry: Hex
}

/** Deploys it and publishes a key, a day ago by the chain's clock. @param skip lets time go by on the chain, seconds */
export async function newOidcScene(
  client: WriteClient,
  skip: (seconds: number) => Promise<void>,
): Promise<OidcScene> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { privateKey, publicKey } = keys
  const modulus = bytesToHex(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))
  const args = [`0x${'ad'.repeat(20)}`, client.account.address] as const
  const deployed = await deployContract(client, { abi: oidcGuardianAbi, bytecode: release.bytecode, args })
  const { contractAddress } = await waitForTransactionReceipt(client, { hash: deployed })
  if (!contractAddress) throw new TypeError('OidcGuardian was not deployed.')
  const published = await writeContract(client, {
    address: contractAddress,
    abi: oidcGuardianAbi,
    functionName: 'publish',
    args: [person.issuer, modulus, stringToHex(header), 0],
  })
  await waitForTransactionReceipt(client, { hash: published })
  await skip(86_400)
  const encodedHeader = Buffer.from(header).toString('base64url')
  return {
    client,
    guardian: contractAddress,
    keys,
    entry: oidcEntryLabel(modulus, 0),
    sign: (payload) =>
      createSign('RSA-SHA256')
        .update(`${encodedHeader}.${Buffer.from(payload).toString('base64url')}`)
        .sign(privateKey),
  }
}

/** How two readings of many documents compare. */
export interface Comparison {
  readonly documents: number
  readonly accepted: number
  /** Texts on which they differ; none is expected. */
  readonly differences: readonly string[]
}

/** Compares chain and SDK on documents made from a seed. @param now the chain's time, Unix seconds */
export async function compare(
  scene: OidcScene,
  { seed, count, now }: { seed: number; count: number; now: number },
): Promise<Comparison> {
  const random = randomFrom(seed)
  const documents = Array.from({ length: count }, () =>
    Buffer.from(documentOf({ random, members: membersAt(now) }), 'latin1'),
  )
  const tokens = documents.map((payload) => ({ payload, signature: scene.sign(payload) }))
  const onChain = await answers(scene, tokens)
  const differences = documents.filter((document, index) => {
    const here = isTaken(document, now)
    // In what is read, the contract takes bytes as they are; the SDK asks for UTF-8, as RFC 8259 does.
    return here !== onChain[index] && (here || isUtf8(document))
  })
  return {
    documents: count,
    accepted: onChain.filter(Boolean).length,
    differences: differences.map((document) => JSON.stringify(document.toString('latin1'))),
  }
}

/** What a good payload says at a time, Unix seconds: name and JSON text of the value. */
export function membersAt(now: number) {
  const quoted = (text: string) => JSON.stringify(text)
  return [
    ['iss', quoted(person.issuer)],
    ['azp', quoted(person.audience)],
    ['aud', quoted(person.audience)],
    ['sub', quoted(person.subject)],
    ['nonce', quoted(oidcNonce(hash))],
    ['nbf', String(now - 300)],
    ['iat', String(now)],
    ['exp', String(now + 3600)],
    ['jti', quoted('0dd3a8a9c8a1b7c6d5e4f3a2b1c0d9e8f7a6b5c4')],
  ] as const
}

/** Whether the SDK would send it. */
function isTaken(payload: Uint8Array, now: number): boolean {
  const claims = readIdTokenPayload(payload)
  if (!claims) return false
  const token = {
    header: { alg: 'RS256', kid: '' },
    headerText: header,
    payload,
    claims,
    signature: new Uint8Array(),
  } as const
  try {
    checkIdToken(token, { key: oidcKey(person, salt), salt, hash, now: { earliest: now, latest: now } })
    return true
  } catch (error) {
    if (error instanceof SparekeyError) return false
    throw error
  }
}

/** Whether the chain takes them, for the request and the person of `membersAt`. */
export async function answers(
  { client, guardian, entry }: OidcScene,
  tokens: readonly { payload: Uint8Array; signature: Uint8Array }[],
): Promise<boolean[]> {
  const batching = createPublicClient({
    chain: client.chain,
    transport: http(client.transport['url'], { batch: { batchSize: 200 }, retryCount: 0, timeout: 60_000 }),
  })
  const found = await Promise.all(
    tokens.map((token) =>
      readContract(batching, {
        address: guardian,
        abi: oidcGuardianAbi,
        functionName: 'verify',
        args: [oidcKey(person, salt), hash, approvalOf(entry, token)],
      }),
    ),
  )
  return found.map((answer) => answer === accepted)
}

/** Also of payloads that the SDK does not read: without the letters of the first thing that looks like the nonce. */
function approvalOf(entry: Hex, token: { payload: Uint8Array; signature: Uint8Array }): Hex {
  if (readIdTokenPayload(token.payload)?.nonce === oidcNonce(hash))
    return encodeOidcApproval(entry, salt, token)
  const place = Buffer.from(token.payload).indexOf(`"nonce":"${oidcNonce(hash)}`) + '"nonce":"'.length
  const text = concatBytes([token.payload.subarray(0, place), token.payload.subarray(place + 43)])
  const numbers = [0, 0, 0, place, text.length].map((number) => numberToHex(number, { size: 2 }))
  return concatHex([entry, salt, ...numbers, bytesToHex(text), bytesToHex(token.signature)])
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
