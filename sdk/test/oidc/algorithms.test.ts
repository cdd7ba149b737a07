// Tokens that are signed in other ways than with RS256, each truly so, at a contract that has the issuer's key.
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { getBlock } from 'viem/actions'
import { beforeAll, expect, test } from 'vitest'
import { IdTokenError, parseIdToken } from '../../src/guardians/idToken.ts'
import { anvilOf, useChains } from '../chains.ts'
import { answers, header, membersAt, newOidcScene, type OidcScene } from './differential.ts'

const chains = useChains()
let scene: OidcScene
let payload: Buffer
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

beforeAll(async () => {
  scene = await newOidcScene(chains.one, async (seconds) => {
    await anvilOf(chains.one).increaseTime({ seconds })
    await anvilOf(chains.one).mine({ blocks: 1 })
  })
  const members = membersAt(Number((await getBlock(chains.one)).timestamp))
  payload = Buffer.from(`{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`)
})

type Sign = (input: Buffer, keys: OidcScene['keys']) => Buffer

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
const hmac = (input: Buffer, key: string | Buffer) => createHmac('sha256', key).update(input).digest()
const modulusOf = (key: KeyObject) => key.export({ format: 'jwk' }).n ?? ''
const pem = (key: KeyObject, type: 'pkcs1' | 'spki') => String(key.export({ format: 'pem', type }))
/** As long as a signature of the issuer's. */
const padded = (bytes: Buffer) => Buffer.concat([Buffer.alloc(256 - bytes.length), bytes])

const rs256: Sign = (input, { privateKey }) => sign('sha256', input, privateKey)
const others: readonly (readonly [name: string, alg: string | undefined, sign: Sign])[] = [
  ...['none', 'None', 'NONE'].map((alg) => [`${alg}, unsigned`, alg, () => Buffer.alloc(0)] as const),
  ...['none', 'None', 'NONE'].map((alg) => [`${alg}, signed all the same`, alg, rs256] as const),
  ['no algorithm', undefined, rs256],
  ['RS384', 'RS384', (input, { privateKey }) => sign('sha384', input, privateKey)],
  ['RS512', 'RS512', (input, { privateKey }) => sign('sha512', input, privateKey)],
  ['PS256', 'PS256', (input, { privateKey }) => sign('sha256', input, { key: privateKey, ...pss })],
  ['ES256', 'ES256', (input) => sign('sha256', input, { key: elliptic, dsaEncoding: 'ieee-p1363' })],
  [
    'HS256 keyed with the modulus',
    'HS256',
    (input, { publicKey }) => hmac(input, Buffer.from(modulusOf(publicKey), 'base64url')),
  ],
  ['HS256 keyed with its text', 'HS256', (input, { publicKey }) => hmac(input, modulusOf(publicKey))],
  ['HS256 keyed with its PEM', 'HS256', (input, { publicKey }) => hmac(input, pem(publicKey, 'spki'))],
  ['HS256 keyed with its other PEM', 'HS256', (input, { publicKey }) => hmac(input, pem(publicKey, 'pkcs1'))],
  ['HS256, padded', 'HS256', (input, { publicKey }) => padded(hmac(input, pem(publicKey, 'spki')))],
]

const encode = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url')

function tokenWith(headerText: string, signWith: Sign) {
  const input = `${encode(headerText)}.${encode(payload)}`
  const signature = signWith(Buffer.from(input), scene.keys)
  return { payload, signature, text: `${input}.${encode(signature)}` }
}

test('the good token is taken', async () => {
  const token = tokenWith(header, rs256)
  expect(parseIdToken(token.text).header.alg).toBe('RS256')
  expect(await answers(scene, [token])).toEqual([true])
})

test.each(others)('J-01 neither chain nor SDK takes a token with %s', async (_, alg, signWith) => {
  const { alg: _alg, ...rest } = JSON.parse(header)
  const token = tokenWith(JSON.stringify({ ...(alg !== undefined && { alg }), ...rest }), signWith)
  expect(() => parseIdToken(token.text)).toThrow(IdTokenError)
  expect(await answers(scene, [token])).toEqual([false])
})

test('J-01 the chain takes none that says RS256 and is signed in another way', async () => {
  const tokens = others
    .filter(([, , signWith]) => signWith !== rs256)
    .map(([, , signWith]) => tokenWith(header, signWith))
  expect(await answers(scene, tokens)).toEqual(tokens.map(() => false))
})
