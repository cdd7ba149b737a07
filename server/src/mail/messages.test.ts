import PostalMime from 'postal-mime'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { testConfig } from '../../test/server.ts'
import { contactWords } from '../notices/contactNotice.ts'
import { deviceOf, placeOf } from './caller.ts'
import { renderMail, withUnsubscribe } from './layout.ts'
import { codeMail, linkMail, maskedName } from './messages.ts'

const app = { origin: 'https://app.example.org' }
const code = '3'.repeat(116)
const hex = (byte: string, times: number): Hex => `0x${byte.repeat(times)}`
const facts = {
  ...{ name: 'alice', account: hex('a1', 20), newSigner: hex('b2', 84), hash: hex('c3', 32) },
  ...{ code, now: 1_800_000_000, expires: 1_800_000_900, device: 'Chrome on Android' },
}

describe('the mail with a code', () => {
  test('says which account, app, passkey, device and place, until when, and how to stop it', () => {
    const { subject, text, html } = codeMail(app, { ...facts, place: 'Germany' })
    expect(subject).toBe('Your code to recover a•••e at app.example.org')
    const inHtml = html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    const words = /New passkey:? ([a-z-]+ ){5}[a-z-]+/
    for (const part of [text, inHtml]) {
      expect(part).toMatch(words)
      expect(part).toContain('only in the browser where you started')
      expect(part).toContain('Not you? Stop this recovery')
    }
    for (const [label, value] of [
      ['Account', 'a•••e'],
      ['App', 'app.example.org'],
      ['Asked from', 'Chrome on Android, Germany'],
      ['Asked at', '2027-01-15 08:00 UTC'],
      ['Works until', '2027-01-15 08:15 UTC'],
    ]) {
      expect(text).toContain(`${label}: ${value}\n`)
      expect(inHtml).toContain(`${label} ${value} `)
    }
    expect(text).toContain(`https://app.example.org/object/${facts.hash}\n`)
    expect(html).toContain(`href="https://app.example.org/object/${facts.hash}"`)
    expect(text).not.toContain('alice')
  })

  test('has the code by itself, in lines that no mail program breaks, and in one piece in HTML', () => {
    const { text, html } = codeMail(app, facts)
    expect(text).toContain(`\n\n${'3'.repeat(58)}\n${'3'.repeat(58)}\n\n`)
    expect(html).toContain(`>${code}</p>`)
  })

  test('says nothing of a place that nobody gave', () => {
    expect(codeMail(app, facts).text).toContain('Asked from: Chrome on Android\n')
  })
})

test('names of any length are two letters', () => {
  expect([maskedName('abc'), maskedName('a-very-long-name')]).toEqual(['a•••c', 'a•••e'])
})

test('the other mails mask the name too, and say nothing that somebody typed', () => {
  const link = linkMail(app, { ...facts, purpose: 'guardian' })
  expect(link.text).toContain(`\n\n${'3'.repeat(58)}\n`)
  const contact = renderMail(
    contactWords(app, { name: 'alice', kind: 'webhook', change: 'added', now: facts.now }),
  )
  for (const { subject, text, html } of [link, contact]) expect(subject + text + html).not.toContain('alice')
})

describe('renderMail', () => {
  const hostile = `"><script>alert(1)</script>\r\nBcc: x@evil.example\u202e\u0000'`

  test('whatever is put in stays text, on one line', async () => {
    const mail = renderMail({
      ...{ title: hostile, paragraphs: [hostile], facts: [[hostile, hostile]], footer: [hostile] },
      action: { label: hostile, url: 'https://app.example.org/"><script>' },
    })
    expect(mail.subject).not.toMatch(/\p{Cc}|\u202e/u)
    expect(mail.html.replaceAll('\n', '')).not.toMatch(/<script|\p{Cc}|\u202e/u)
    expect(mail.text).not.toMatch(/^Bcc/m)
    expect(mail.html.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(4)
    const { headers } = await PostalMime.parse(`Subject: ${mail.subject}\r\n\r\n${mail.text}`)
    expect(headers.map(({ key }) => key)).toEqual(['subject'])
  })

  test('the link that ends notices is in both parts, and inside the page', () => {
    const mail = withUnsubscribe(renderMail({ title: 'A', paragraphs: ['B'] }), 'https://a.example/u#x.y')
    expect(mail.text).toMatch(/https:\/\/a\.example\/u#x\.y\n$/)
    expect(mail.html).toMatch(/href="https:\/\/a\.example\/u#x\.y".*<\/body><\/html>$/s)
    expect(mail.html.match(/<\/html>/g)).toHaveLength(1)
  })
})

describe('the device', () => {
  test.each([
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on an iPhone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on an iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on a Mac',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on ChromeOS',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
      'a browser on Linux',
    ],
    ['curl/8.5.0', 'an unknown device'],
    ['Call +1 555 0100 now', 'an unknown device'],
    ['', 'an unknown device'],
  ])('%s', (userAgent, device) => {
    expect(deviceOf(userAgent)).toBe(device)
  })

  test('is one of a few phrases, whatever a browser calls itself', () => {
    const word =
      /^((Edge|Opera|Samsung Internet|Firefox|Chrome|Safari|a browser)( on (an iPhone|an iPad|Android|ChromeOS|Windows|a Mac|Linux))?|an unknown device)$/
    for (const text of [
      'Chrome/ Android evil.example',
      'x'.repeat(100_000),
      '\u202eChrome/',
      'Edg/ (iPad; <b>',
    ])
      expect(deviceOf(text)).toMatch(word)
  })
})

describe('the place', () => {
  const config = testConfig({
    trustedProxies: ['192.0.2.1'],
    email: { placeHeader: 'X-Place' } as never,
  })
  const said = (value: string, peer = '192.0.2.1', used = config) =>
    placeOf(
      {
        req: { header: (name: string) => (name === 'X-Place' ? value : undefined) },
        env: { incoming: { socket: { remoteAddress: peer } } },
      } as never,
      used,
    )

  test.each([
    ['DE', 'Germany'],
    ['Berlin', 'Berlin'],
    ['São Paulo', 'São Paulo'],
    ["Val-d'Or", "Val-d'Or"],
    ['ZZ', undefined],
    ['XX', undefined],
    ['', undefined],
    ['berlin', undefined],
    ['Call 555', undefined],
    ['evil.example', undefined],
    ['Berlin\r\nBcc: x', undefined],
    ['Berlin <b>', undefined],
    ['https://evil.example', undefined],
    ['Please call your bank at once now', undefined],
    ['A'.repeat(100), undefined],
  ])('%s is %s', (value, place) => {
    expect(said(value)).toBe(place)
  })

  test('only a trusted proxy says it, and only in the header that the operator named', () => {
    expect(said('DE', '203.0.113.9')).toBeUndefined()
    expect(said('DE', '192.0.2.1', testConfig({ trustedProxies: ['192.0.2.1'] }))).toBeUndefined()
  })
})
