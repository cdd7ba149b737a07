import { p256 } from '@noble/curves/nist'
import * as fc from 'fast-check'
import { hexToBytes, numberToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  checkRange,
  InvalidSignatureError,
  normaliseS,
  parseDerSignature,
  parseRawSignature,
} from './derSignature.ts'
import { P256_HALF_N, P256_N } from './p256.ts'

const scalar = fc.bigInt({ min: 1n, max: P256_N - 1n })
const bytes = (hex: string) => hexToBytes(`0x${hex.replaceAll(' ', '')}`)
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn

test('reads every signature that noble writes', () => {
  fc.assert(
    fc.property(scalar, scalar, (r, s) => {
      expect(parseDerSignature(new p256.Signature(r, s).toDERRawBytes())).toEqual({ r, s })
    }),
  )
})

describe('W-07 DER has one form', () => {
  test('the shortest is read', () => {
    expect(parseDerSignature(bytes('30 06 02 01 01 02 01 02'))).toEqual({ r: 1n, s: 2n })
    expect(parseDerSignature(bytes('30 07 02 02 00 80 02 01 7f'))).toEqual({ r: 128n, s: 127n })
  })

  test.each([
    ['nothing', ''],
    ['leading zero of r', '30 07 02 02 00 01 02 01 02'],
    ['leading zero of s', '30 07 02 01 01 02 02 00 7f'],
    ['negative r', '30 06 02 01 81 02 01 02'],
    ['negative s', '30 06 02 01 01 02 01 80'],
    ['long-form length', '30 81 06 02 01 01 02 01 02'],
    ['long-form length of r', '30 07 02 81 01 01 02 01 02'],
    ['trailing byte', '30 06 02 01 01 02 01 02 00'],
    ['trailing byte inside', '30 07 02 01 01 02 01 02 00'],
    ['a third integer', '30 09 02 01 01 02 01 02 02 01 03'],
    ['a length too short', '30 05 02 01 01 02 01 02'],
    ['a length too long', '30 07 02 01 01 02 01 02'],
    ['r cut off', '30 03 02 05 01'],
    ['s missing', '30 03 02 01 01'],
    ['empty r', '30 05 02 00 02 01 02'],
    ['a bit string', '30 06 03 01 01 02 01 02'],
    ['a set', '31 06 02 01 01 02 01 02'],
    ['indefinite length', '30 80 02 01 01 02 01 02 00 00'],
    ['r = 0', '30 06 02 01 00 02 01 02'],
    ['s = 0', '30 06 02 01 01 02 01 00'],
    ['34 bytes of r', `30 27 02 22 01 ${'00'.repeat(33)} 02 01 01`],
  ])('%s is refused', (_, hex) => {
    expect(() => parseDerSignature(bytes(hex))).toThrow(InvalidSignatureError)
  })

  test('any byte added is refused, any removed is refused', () => {
    const good = new p256.Signature(P256_N - 1n, 1n).toDERRawBytes()
    for (let length = 0; length < good.length; length++) {
      expect(() => parseDerSignature(good.subarray(0, length))).toThrow(InvalidSignatureError)
    }
    expect(() => parseDerSignature(new Uint8Array([...good, 0]))).toThrow(InvalidSignatureError)
  })
})

describe('W-07 r and s are in range', () => {
  test.each([0n, -1n, P256_N, P256_N + 1n, p, 2n ** 256n - 1n])('%s is refused', (bad) => {
    expect(() => checkRange({ r: bad, s: 1n })).toThrow(InvalidSignatureError)
    expect(() => checkRange({ r: 1n, s: bad })).toThrow(InvalidSignatureError)
    if (bad < 0n) return
    const [word, one] = [numberToHex(bad, { size: 32 }).slice(2), numberToHex(1, { size: 32 }).slice(2)]
    expect(() => parseRawSignature(bytes(word + one))).toThrow(InvalidSignatureError)
    expect(() => parseRawSignature(bytes(one + word))).toThrow(InvalidSignatureError)
  })

  test('raw signatures have 64 bytes', () => {
    expect(parseRawSignature(bytes(`${'00'.repeat(31)}01${'00'.repeat(31)}02`))).toEqual({
      r: 1n,
      s: 2n,
    })
    expect(() => parseRawSignature(bytes('01'.repeat(63)))).toThrow(InvalidSignatureError)
    expect(() => parseRawSignature(bytes('01'.repeat(65)))).toThrow(InvalidSignatureError)
  })
})

test("W-06 high s is made low, around P-256's own half order", () => {
  expect(P256_HALF_N).toBe(0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n)
  expect(normaliseS({ r: 1n, s: P256_HALF_N })).toEqual({ r: 1n, s: P256_HALF_N })
  expect(normaliseS({ r: 1n, s: P256_HALF_N + 1n })).toEqual({ r: 1n, s: P256_HALF_N })
  expect(normaliseS({ r: 1n, s: P256_N - 1n })).toEqual({ r: 1n, s: 1n })
})
