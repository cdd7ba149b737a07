import { concat, keccak256, sha256, slice, stringToHex } from 'viem'
import { expect, test } from 'vitest'
import { account, newPasskey, otherAccount, validator, walletA } from '../test/samples.ts'
import { effWords } from './data/effWords.ts'
import { fingerprint, signerFingerprint } from './fingerprint.ts'
import { encodePublicKey } from './p256.ts'

const key = encodePublicKey(newPasskey)

test('the list is the EFF large list', () => {
  expect(effWords).toHaveLength(7776)
  expect(new Set(effWords).size).toBe(7776)
  expect([effWords[0], effWords[1], effWords.at(-1)]).toEqual(['abacus', 'abdomen', 'zoom'])
  expect(effWords.every((word) => /^[a-z-]{3,9}$/.test(word))).toBe(true)
})

test('the list is, byte for byte, that of eff.org with its dice numbers left out', () => {
  const dice = (index: number) =>
    [...index.toString(6).padStart(5, '0')].map((digit) => Number(digit) + 1).join('')
  const file = effWords.map((word, index) => `${dice(index)}\t${word}\n`).join('')
  expect(sha256(stringToHex(file))).toBe('0xaddd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e')
})

test('six words are read off the first 128 bits, base 7776, lowest first', () => {
  const number = BigInt(slice(keccak256(concat([account, key])), 0, 16))
  const words = [0n, 1n, 2n, 3n, 4n, 5n].map((i) => effWords[Number((number / 7776n ** i) % 7776n)])
  expect(fingerprint(account, key)).toEqual(words)
})

test('another account or key has other words', () => {
  const all = [fingerprint(account, key), fingerprint(otherAccount, key), fingerprint(account, walletA)]
  expect(new Set(all.map((words) => words.join(' '))).size).toBe(3)
})

test('of a signer, the verifier does not count', () => {
  expect(signerFingerprint(account, newPasskey.signer(validator))).toEqual(fingerprint(account, key))
  expect(signerFingerprint(account, newPasskey.signer(walletA))).toEqual(fingerprint(account, key))
  expect(signerFingerprint(account, walletA)).toEqual(fingerprint(account, walletA))
})
