import { generatePrivateKey } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { LookupKeyMissingError, lookupHash, openField, SealBrokenError, sealField } from './seal.ts'
import { Secret } from './secret.ts'

const context = { config: { lookupKey: new Secret(generatePrivateKey()) } }
const field = { table: 'contacts', id: 'one', column: 'sealed_address' }

describe('a sealed value', () => {
  test('opens where it was sealed, and is another one every time', () => {
    for (const text of ['', 'alice@example.org', 'ä€😀', 'x'.repeat(100_000)])
      expect(openField(context, field, sealField(context, field, text))).toBe(text)
    expect(sealField(context, field, 'a')).not.toBe(sealField(context, field, 'a'))
  })

  test('B-10 opens in no other row, column or table, and with no other key or version', () => {
    const sealed = sealField(context, field, 'alice@example.org')
    const places = [
      { ...field, id: 'two' },
      { ...field, column: 'sealed_salt' },
      { ...field, table: 'mails' },
      // The same letters, divided elsewhere.
      { table: 'contact', id: 's","one', column: 'sealed_address' },
      { ...field, id: 'one","sealed_address' },
    ]
    for (const place of places) expect(() => openField(context, place, sealed)).toThrow(SealBrokenError)
    const other = { config: { lookupKey: new Secret(generatePrivateKey()) } }
    expect(() => openField(other, field, sealed)).toThrow(SealBrokenError)
    expect(() => openField(context, field, sealed.replace(/^1/, '2'))).toThrow(SealBrokenError)
  })

  test('that was changed in any character, cut or is none, does not open, and the error shows nothing of it', () => {
    const sealed = sealField(context, field, 'alice@example.org')
    for (let at = 2; at < sealed.length - 1; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(() => openField(context, field, changed)).toThrow(SealBrokenError)
    }
    for (const broken of ['', '1', '1.', '1.AAAA', sealed.slice(0, 20), 'alice@example.org'])
      expect(() => openField(context, field, broken)).toThrow(SealBrokenError)
    expect(new SealBrokenError(field).message).not.toContain('one')
  })

  test('needs a key', () => {
    expect(() => sealField({ config: {} }, field, 'a')).toThrow(LookupKeyMissingError)
  })
})

test('hashes of different kinds, values and keys have nothing in common', () => {
  const other = { config: { lookupKey: new Secret(generatePrivateKey()) } }
  const hashes = [
    lookupHash(context, 'mailbox', 'a@example.org'),
    lookupHash(context, 'mailbox', 'b@example.org'),
    lookupHash(context, 'webhook', 'a@example.org'),
    lookupHash(other, 'mailbox', 'a@example.org'),
  ]
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(lookupHash(context, 'mailbox', 'a@example.org')).toBe(hashes[0])
})
