import { describe, expect, test } from 'vitest'
import { guardianLabelSchema, labelSchema, nameSchema, requestSchema } from './schema.ts'

describe('names', () => {
  test.each(['alice', 'a1-b2', '123', 'a'.repeat(30)])('%s is one', (name) => {
    expect(nameSchema.safeParse(name).success).toBe(true)
  })

  test.each([
    ['a Cyrillic а', 'аlice'],
    ['a Greek ο', 'bοb'],
    ['a full-width letter', 'ａlice'],
    ['a dotless ı', 'alıce'],
    ['a combining accent', 'alice\u0301'],
    ['a soft hyphen', 'ali\u00adce'],
    ['a zero-width space', 'ali\u200bce'],
    ['a mark that turns direction', 'ali\u202ece'],
    ['another hyphen', 'ali‑ce'],
    ['punycode', 'xn--alce-1ra'],
    ['a capital', 'Alice'],
    ['a capital I for an l', 'aIice'],
    ['a line break at its end', 'alice\n'],
    ['a space at its end', 'alice '],
  ])('one that looks like another, with %s, is none', (_, name) => {
    expect(nameSchema.safeParse(name).success).toBe(false)
  })
})

describe('labels', () => {
  test.each(['Alice’s phone', 'Μαρία', '我的手机', 'مفتاح', '👩‍👩‍👧 iPad', 'a\u200db'])(
    '%s is one',
    (label) => {
      expect(labelSchema.parse(` ${label} `)).toBe(label)
    },
  )

  test.each([
    ...[
      '\u0000',
      '\u001b[2J',
      'a\nb',
      'a\u2028b',
      '\u202egnp.exe',
      'a\u2066b\u2069',
      'a\u200fb',
      '\ud800',
      'a\ufeffb',
    ],
    ...['', '   ', 'x'.repeat(65)],
  ])('%j is none: it could pass for another one, or cannot be kept', (label) => {
    expect(labelSchema.safeParse(label).success).toBe(false)
  })
})

test('numbers end where those of the contracts and of the database do', () => {
  const request = {
    ...{ account: `0x${'11'.repeat(20)}`, newSigner: '0x11', replace: true, deadline: 2 ** 40 - 1 },
    scopes: [{ chainId: '1', epoch: 2 ** 32 - 1 }],
  }
  expect(requestSchema.safeParse(request).success).toBe(true)
  const label = { signer: `0x${'11'.repeat(20)}`, kind: 'passphrase', label: 'Sentence' }
  const bad = [
    requestSchema.safeParse({ ...request, deadline: 2 ** 40 }),
    requestSchema.safeParse({ ...request, scopes: [{ chainId: '1', epoch: 2 ** 32 }] }),
    requestSchema.safeParse({ ...request, scopes: [{ chainId: '9'.repeat(79), epoch: 0 }] }),
    guardianLabelSchema.safeParse({ ...label, passphraseVersion: 2 ** 31 }),
  ]
  for (const { success } of bad) expect(success).toBe(false)
})
