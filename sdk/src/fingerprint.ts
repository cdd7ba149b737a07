import { type Address, concat, type Hex, hexToBigInt, keccak256, slice } from 'viem'
import { effWords } from './data/effWords.ts'
import { signerKey } from './policy.ts'

const WORDS = 6
/** 128 of the hash's bits: so many more than the 77.5 that six words hold that all words are equally likely. */
const BYTES = 16

/**
 * Six words of the EFF large list by which people compare a new passkey by eye or voice; 77.5 bits.
 *
 * Definition: N is the first 16 bytes of keccak256(account ‖ key), big endian; word i (from 0, read first) is entry
 * ⌊N / 7776^i⌋ mod 7776 of the list, counted from 0.
 * @param account the account (20 bytes), so that a key has other words for another account
 * @param key x ‖ y of a passkey (64 bytes); for other signers see `signerFingerprint`
 */
export function fingerprint(account: Address, key: Hex): string[] {
  let rest = hexToBigInt(slice(keccak256(concat([account, key])), 0, BYTES))
  const base = BigInt(effWords.length)
  return Array.from({ length: WORDS }, () => {
    const word = effWords[Number(rest % base)]
    rest /= base
    return word as string
  })
}

/** The fingerprint of an ERC-7913 signer: of its key without the verifier, or of the address that it is. */
export function signerFingerprint(account: Address, signer: Hex): string[] {
  return fingerprint(account, signerKey(signer) ?? signer)
}
