import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64Url, encodeBase64Url, InvalidBase64UrlError } from './base64url.ts'

test('W-13 encodes like Node, at any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes)
    }),
  )
})

test.each(['AA==', 'A', 'AB', 'AA+A', 'AA/A', 'AA A', 'AAA\n', 'ÄA'])('W-10 %s is refused', (text) => {
  expect(() => decodeBase64Url(text)).toThrow(InvalidBase64UrlError)
})
