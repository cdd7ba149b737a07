import { expect, test } from 'vitest'
import { isLoopback, isPublicAddress } from './publicAddress.ts'
import { parseWebhookUrl } from './webhookUrl.ts'

const parsed = (text: string, isLocalAllowed = false) => parseWebhookUrl(text, isLocalAllowed)?.href

test.each([
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.1', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.168.1.1', '198.18.0.1', '198.19.9.9'],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.2.3', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '100::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1'],
  ...['64:ff9b::8.8.8.8', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '3fff::1', '5f00::1'],
  ...['', 'localhost', '8.8.8', '2130706433', '0x7f000001', '0177.0.0.1', '8.8.8.8 ', '[2606:4700::1]'],
])('%s is no address of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['8.8.8.8', '93.184.216.34', '100.63.255.255', '100.128.0.1', '172.32.0.1', '223.255.255.1'])(
  '%s is one',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

test.each(['2606:4700::1', '2a00:1450:4001:81b::200e', '2003::1'])('%s is one', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test('this computer is what it calls itself', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].map(isLoopback)).toEqual([true, true, true])
  expect(['10.0.0.1', '::2', 'localhost', ''].map(isLoopback)).toEqual([false, false, false, false])
})

test.each([
  ...['http://example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'data:,x', 'gopher://example.org/'],
  ...['https://user:secret@example.org/', 'https://user@example.org/', 'example.org', '', 'https://', '//x'],
  ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'],
  ...['https://127.1/', 'https://0/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[fe80::1]/'],
  ...['https://[64:ff9b::7f00:1]/', 'https://169.254.169.254/latest/meta-data/', 'https://１２７.0.0.1/'],
])('%s is no URL for webhooks', (text) => {
  expect(parsed(text)).toBeUndefined()
})

test('a URL of more than 1000 characters is none', () => {
  expect(parsed(`https://example.org/${'a'.repeat(980)}`)).toBeDefined()
  expect(parsed(`https://example.org/${'a'.repeat(981)}`)).toBeUndefined()
})

test('HTTPS is, to any port and path; a name is looked up when something is sent', () => {
  for (const text of ['https://example.org/', 'https://hooks.example.org:8443/a?b=c', 'https://localhost/'])
    expect(parsed(text)).toBe(text)
  expect(parsed('https://8.8.8.8/')).toBe('https://8.8.8.8/')
  expect(parsed('https://[2606:4700::1]/')).toBe('https://[2606:4700::1]/')
})

test('the local stack takes HTTP and this computer, and no other private address', () => {
  for (const text of ['http://localhost:4005/', 'http://127.0.0.1:4005/', 'http://[::1]:4005/'])
    expect(parsed(text, true)).toBe(text)
  for (const text of ['http://10.0.0.1/', 'http://169.254.169.254/', 'http://[fd00::1]/'])
    expect(parsed(text, true)).toBeUndefined()
})
