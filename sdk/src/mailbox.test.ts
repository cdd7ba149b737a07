import { describe, expect, test } from 'vitest'
import { canonicalMailbox } from './mailbox.ts'

describe('the spelling that is kept', () => {
  test.each([
    ['alice@example.org', 'alice@example.org'],
    [' Alice@Example.ORG\n', 'alice@example.org'],
    ['a.b+tag@sub.example.co.uk', 'a.b+tag@sub.example.co.uk'],
    ["o'hara_1@example.org", "o'hara_1@example.org"],
    ['a@xn--exmple-cua.org', 'a@xn--exmple-cua.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j is %s, and stays it', (text, expected) => {
    expect(canonicalMailbox(text)).toBe(expected)
    expect(canonicalMailbox(expected)).toBe(expected)
  })

  test('E-11 tags and dots make other mailboxes: mail goes to exactly what was confirmed', () => {
    const spellings = ['alice@gmail.com', 'a.lice@gmail.com', 'alice+x@gmail.com', 'alice@googlemail.com']
    expect(new Set(spellings.map(canonicalMailbox)).size).toBe(4)
  })
})

describe('E-11 what is no single address', () => {
  test.each([
    ['a header', 'a@b.com\r\nBcc: x@y.com'],
    ['a line break inside', 'a\n@b.com'],
    ['a null byte', 'a\0@b.com'],
    ['a quoted local part', '"a b"@c.com'],
    ['a quoted one without spaces', '"a"@c.com'],
    ['two addresses', 'a@b.com,c@d.com'],
    ['two addresses by semicolon', 'a@b.com;c@d.com'],
    ['two at signs', 'a@b@c.com'],
    ['a name', 'Alice <a@b.com>'],
    ['a comment', 'a(comment)@b.com'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['a number', 'a@127.0.0.1'],
    ['one label', 'a@localhost'],
    ['dots at the ends', '.a@b.com'],
    ['two dots', 'a..b@c.com'],
    ['a dot last', 'a@b.com.'],
    ['a hyphen first', 'a@-b.com'],
    ['a Cyrillic a', '\u0430@b.com'],
    ['a domain outside ASCII', 'a@exämple.org'],
    ['a full-width at', 'a\uff20b.com'],
    ['the Kelvin sign, which is k in lower case', '\u212a@b.com'],
    [
      '320 characters',
      `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.com`,
    ],
    ['65 characters before the at', `${'a'.repeat(65)}@example.org`],
    ['a label of 64', `a@${'b'.repeat(64)}.com`],
    ['nothing', ''],
    ['no local part', '@b.com'],
    ['no domain', 'a@'],
    ['percent of the old routing', 'a%b.com'],
  ])('%s', (_, text) => {
    expect(canonicalMailbox(text)).toBeUndefined()
  })

  test('a hostile text is answered at once', () => {
    const start = performance.now()
    canonicalMailbox(`${'a.'.repeat(126)}@`)
    canonicalMailbox(`a@${'a-'.repeat(125)}`)
    canonicalMailbox('a'.repeat(1_000_000))
    // One that looks at every pair of characters takes minutes.
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
