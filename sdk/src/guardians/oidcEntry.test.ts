import { concatHex, type Hex, keccak256, size, slice, stringToHex } from 'viem'
import { expect, it } from 'vitest'
import { oidcEntryCode, oidcEntryLabel } from './oidcEntry.ts'

const modulus: Hex = `0x${'c1'.repeat(256)}`

it('the label of an entry is 7 bytes of keccak256(modulus) and the number of the header', () => {
  expect(oidcEntryLabel(modulus, 3)).toBe(concatHex([slice(keccak256(modulus), 0, 7), '0x03']))
  expect(size(oidcEntryLabel(modulus, 0))).toBe(8)
})

it('the code of an entry has the modulus and the letters of the header, without those that most begin with', () => {
  const encoded = (text: string) => stringToHex(Buffer.from(text).toString('base64url'))
  const header = '{"alg":"RS256","typ":"JWT","kid":"a"}'
  expect(oidcEntryCode(modulus, header)).toBe(concatHex(['0x00', modulus, encoded(header)]))
  const most = '{"alg":"RS256","kid":"a","typ":"JWT"}'
  expect(oidcEntryCode(modulus, most)).toBe(concatHex(['0x00', modulus, slice(encoded(most), 28)]))
})
