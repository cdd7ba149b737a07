import { p256 } from '@noble/curves/nist'
import { concat, type Hex, hexToBytes } from 'viem'
import { describe, expect, test } from 'vitest'
import { ownPasskey } from '../test/samples.ts'
import { InvalidPublicKeyError, isOnCurve, type PublicKey, parsePublicKey } from './p256.ts'
import { parseCose, parseSpki, UnsupportedAlgorithmError } from './publicKey.ts'

const { x, y } = ownPasskey
const key: PublicKey = { x, y }
const cose = (head: Hex = '0xa5010203262001215820', middle: Hex = '0x225820') =>
  hexToBytes(concat([head, x, middle, y]))

describe('points', () => {
  test('on the curve', () => {
    expect(isOnCurve(key)).toBe(true)
    expect(parsePublicKey(concat([x, y]))).toEqual(key)
  })

  test.each<[string, Hex, Hex]>([
    ['zero', `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`],
    ['y flipped by one bit', x, `0x${(BigInt(y) ^ 1n).toString(16).padStart(64, '0')}`],
    ['x of p', '0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff', y],
    ['all ones', `0x${'ff'.repeat(32)}`, `0x${'ff'.repeat(32)}`],
    ['x and y swapped', y, x],
    ['x of 31 bytes', `0x${x.slice(4)}`, y],
  ])('%s is none', (_, badX, badY) => {
    expect(isOnCurve({ x: badX, y: badY })).toBe(false)
    expect(() => parsePublicKey(concat([badX, badY]))).toThrow(InvalidPublicKeyError)
  })

  test('on secp256k1 is none', () => {
    const k1: PublicKey = {
      x: '0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
      y: '0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    }
    expect(isOnCurve(k1)).toBe(false)
  })
})

describe('SubjectPublicKeyInfo', () => {
  test('of WebCrypto is read', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
    const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey)
    expect(hexToBytes(parseSpki(spki).x)).toEqual(new Uint8Array(Buffer.from(jwk.x ?? '', 'base64url')))
    expect(() => parseSpki(spki.subarray(0, -1))).toThrow(InvalidPublicKeyError)
    expect(() => parseSpki(new Uint8Array([...spki, 0]))).toThrow(InvalidPublicKeyError)
  })

  test('of another curve is refused', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign'])
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
    expect(() => parseSpki(spki)).toThrow(InvalidPublicKeyError)
  })
})

describe('W-21 COSE keys', () => {
  test('the canonical one is read', () => {
    expect(parseCose(cose())).toEqual(key)
  })

  test.each<[string, Uint8Array, number]>([
    ['RS256', hexToBytes('0xa401030339010020590100'), -257],
    ['EdDSA', hexToBytes(concat(['0xa4010103272006215820', x])), -8],
    ['ES384', hexToBytes(concat(['0xa501020338222002215830', x, y])), -35],
  ])('%s is named and refused', (_, bytes, algorithm) => {
    expect(() => parseCose(bytes)).toThrow(new UnsupportedAlgorithmError(algorithm))
  })

  const compressed = p256.ProjectivePoint.fromAffine({ x: BigInt(x), y: BigInt(y) }).toRawBytes(true)
  test.each<[string, Uint8Array]>([
    ['a compressed point (y as a boolean)', hexToBytes(concat(['0xa5010203262001215820', x, '0x22f5']))],
    ['a bare compressed point', compressed],
    ['indefinite length', hexToBytes(concat(['0xbf010203262001215820', x, '0x225820', y, '0xff']))],
    ['a duplicate key', hexToBytes(concat(['0xa601020102', '0x03262001215820', x, '0x225820', y]))],
    ['a duplicate y', hexToBytes(concat(['0xa6010203262001215820', x, '0x225820', y, '0x225820', y]))],
    ['another order', hexToBytes(concat(['0xa5032601022001215820', x, '0x225820', y]))],
    ['a trailing byte', new Uint8Array([...cose(), 0])],
    ['a byte less', cose().subarray(0, -1)],
    ['a y of another type', cose(undefined, '0x227820')],
    ['the wrong curve', cose('0xa5010203262002215820')],
    ['the wrong key type', cose('0xa5010103262001215820')],
    ['nothing', new Uint8Array()],
    ['a point off the curve', hexToBytes(concat(['0xa5010203262001215820', y, '0x225820', x]))],
  ])('%s is refused', (_, bytes) => {
    expect(() => parseCose(bytes)).toThrow(InvalidPublicKeyError)
  })
})
