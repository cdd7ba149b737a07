import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { configFromEnvironment } from './config.ts'
import { ConfigError } from './startErrors.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const key = `0x${'1f'.repeat(32)}`
const network = {
  chainId: 1,
  name: 'One',
  rpcUrl: 'http://127.0.0.1:1',
  bundlerUrl: 'http://127.0.0.1:2',
  fromBlock: '0',
  tokens: [],
}
const good = {
  SPAREKEY_ORIGIN: 'https://keys.example.org/',
  SPAREKEY_NETWORKS_FILE: file('networks.json', JSON.stringify([network])),
  SPAREKEY_FACTORY_STAKER: `0x${'AB'.repeat(20)}`,
  SPAREKEY_RELAYER_KEY: key,
}

test('the RP id follows from the origin, or is a domain above it', () => {
  expect(configFromEnvironment(good)).toMatchObject({
    rpId: 'keys.example.org',
    origin: 'https://keys.example.org',
  })
  expect(configFromEnvironment({ ...good, SPAREKEY_RP_ID: 'example.org' }).rpId).toBe('example.org')
})

test('an OpenID issuer comes with a client, its secret and the contract, or not at all', () => {
  const oidc = {
    SPAREKEY_OIDC_ISSUER: 'https://accounts.google.com',
    SPAREKEY_OIDC_CLIENT_ID: 'client',
    SPAREKEY_OIDC_CLIENT_SECRET: 'hunter2',
    SPAREKEY_OIDC_GUARDIAN: `0x${'AB'.repeat(20)}`,
    SPAREKEY_LOOKUP_KEY: key,
  }
  const config = configFromEnvironment({ ...good, ...oidc })
  const { clientSecret, ...rest } = config.oidc ?? {}
  expect(rest).toEqual({
    ...{ name: 'Google', issuer: 'https://accounts.google.com', clientId: 'client' },
    guardian: `0x${'ab'.repeat(20)}`,
    headers: ['{"alg":"RS256","kid":"$kid","typ":"JWT"}'],
  })
  expect(clientSecret?.reveal()).toBe('hunter2')
  expect(config.lookupKey?.reveal()).toBe(key)
  const local = { ...good, ...oidc, SPAREKEY_OIDC_ISSUER: 'http://localhost:4002' }
  expect(configFromEnvironment(local).oidc?.issuer).toBe('http://localhost:4002')
  const two = '{"alg":"RS256","kid":"$kid"} {"kid":"$kid","alg":"RS256"}'
  const more = { ...good, ...oidc, SPAREKEY_OIDC_HEADERS: two, SPAREKEY_KEY_PUBLISHER_KEY: key }
  expect(configFromEnvironment(more).oidc?.headers).toEqual(two.split(' '))
  expect(configFromEnvironment(more).oidc?.publisherKey?.reveal()).toBe(key)
  expect(configFromEnvironment(good).oidc).toBeUndefined()
  const { SPAREKEY_OIDC_CLIENT_SECRET: _, ...without } = oidc
  const secretFile = file('oidc-secret', 'hunter3\n')
  const fromFile = configFromEnvironment({
    ...good,
    ...without,
    SPAREKEY_OIDC_CLIENT_SECRET_FILE: secretFile,
  })
  expect(fromFile.oidc?.clientSecret.reveal()).toBe('hunter3')
  for (const change of [
    { SPAREKEY_OIDC_CLIENT_ID: '' },
    { SPAREKEY_OIDC_GUARDIAN: '' },
    { SPAREKEY_OIDC_CLIENT_SECRET: '' },
    { SPAREKEY_LOOKUP_KEY: '' },
    { SPAREKEY_LOOKUP_KEY: 'hunter2' },
    { SPAREKEY_OIDC_CLIENT_SECRET_FILE: secretFile },
    { SPAREKEY_OIDC_ISSUER: 'https://accounts.google.com/' },
    { SPAREKEY_OIDC_ISSUER: 'http://accounts.google.com' },
    { SPAREKEY_OIDC_ISSUER: 'http://localhost.example.org' },
    { SPAREKEY_OIDC_HEADERS: '{"alg":"none","kid":"$kid"}' },
    { SPAREKEY_OIDC_HEADERS: '{"alg":"RS256","kid":"$kid","crit":["b64"]}' },
    { SPAREKEY_KEY_PUBLISHER_KEY: 'hunter2' },
    { SPAREKEY_KEY_PUBLISHER_KEY: key, SPAREKEY_KEY_PUBLISHER_KEY_FILE: secretFile },
  ])
    expect(() => configFromEnvironment({ ...good, ...oidc, ...change })).toThrow(ConfigError)
})

test('webhooks come with a key to sign with, and go to this computer only where the origin is it too', () => {
  const keys = { SPAREKEY_WEBHOOK_KEY: key, SPAREKEY_LOOKUP_KEY: key }
  const config = configFromEnvironment({ ...good, ...keys })
  expect(config.webhooks?.key.reveal()).toBe(key)
  expect(config.webhooks?.isLocalAllowed).toBe(false)
  expect(config.lookupKey?.reveal()).toBe(key)
  expect(configFromEnvironment(good).webhooks).toBeUndefined()
  const fromFile = { SPAREKEY_WEBHOOK_KEY_FILE: file('webhook', `${key}\n`), SPAREKEY_LOOKUP_KEY: key }
  expect(configFromEnvironment({ ...good, ...fromFile }).webhooks?.key.reveal()).toBe(key)
  const local = { ...good, ...keys, SPAREKEY_ORIGIN: 'http://localhost:4000', SPAREKEY_WEBHOOK_LOCAL: 'yes' }
  expect(configFromEnvironment(local).webhooks?.isLocalAllowed).toBe(true)
  for (const change of [
    { SPAREKEY_WEBHOOK_LOCAL: 'yes' },
    { SPAREKEY_WEBHOOK_LOCAL: '1' },
    { SPAREKEY_WEBHOOK_KEY: 'hunter2' },
    { SPAREKEY_LOOKUP_KEY: '' },
    fromFile,
  ])
    expect(() => configFromEnvironment({ ...good, ...keys, ...change })).toThrow(ConfigError)
})

test('A-07 the dashboard has a host of its own, where neither cookies nor passkeys are the app’s', () => {
  const admin = { SPAREKEY_ADMIN_ORIGIN: 'https://admin.example.org/', SPAREKEY_LOOKUP_KEY: key }
  const config = configFromEnvironment({ ...good, ...admin })
  expect(config.admin).toMatchObject({ origin: 'https://admin.example.org', rpId: 'admin.example.org' })
  expect(configFromEnvironment(good).admin).toBeUndefined()
  const { hostname } = new URL(good.SPAREKEY_ORIGIN)
  for (const change of [
    { SPAREKEY_ADMIN_ORIGIN: good.SPAREKEY_ORIGIN },
    { SPAREKEY_ADMIN_ORIGIN: `https://${hostname}:4001` },
    { SPAREKEY_ADMIN_ORIGIN: `http://${hostname}` },
    { SPAREKEY_ADMIN_ORIGIN: 'admin.example.org' },
    { SPAREKEY_LOOKUP_KEY: '' },
  ])
    expect(() => configFromEnvironment({ ...good, ...admin, ...change })).toThrow(ConfigError)
})

test('the legal notice is one of at most 500 characters, and none by default', () => {
  const noticeOf = (text: string) =>
    configFromEnvironment({ ...good, SPAREKEY_LEGAL_NOTICE: text }).legalNotice
  expect(noticeOf(' Example Ltd only makes locks. ')).toBe('Example Ltd only makes locks.')
  expect(noticeOf('')).toBeUndefined()
  expect(() => noticeOf('a'.repeat(501))).toThrow(ConfigError)
})

test('the relayer key comes from a file or a value, and no printing shows it', () => {
  const { SPAREKEY_RELAYER_KEY: _, ...without } = good
  const config = configFromEnvironment({ ...without, SPAREKEY_RELAYER_KEY_FILE: file('key', `${key}\n`) })
  expect(config.relayerKey.reveal()).toBe(key)
  for (const shown of [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    `${config.relayerKey}`,
  ])
    expect(shown).not.toContain('1f1f1f')
})

test.each<[string, Record<string, string>]>([
  ['SPAREKEY_ORIGIN', { SPAREKEY_ORIGIN: '' }],
  ['SPAREKEY_ORIGIN', { SPAREKEY_ORIGIN: 'ftp://example.org' }],
  ['SPAREKEY_RP_ID', { SPAREKEY_RP_ID: 'xample.org' }],
  ['SPAREKEY_LISTEN_PORT', { SPAREKEY_LISTEN_PORT: '70000' }],
  ['SPAREKEY_RELAYER_KEY', { SPAREKEY_RELAYER_KEY: 'hunter2' }],
  ['SPAREKEY_RELAYER_KEY', { SPAREKEY_RELAYER_KEY_FILE: file('second', key) }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://user:hunter2@db' }],
  [
    'a chain comes twice|SPAREKEY_NETWORKS_FILE',
    { SPAREKEY_NETWORKS_FILE: file('twice', JSON.stringify([network, network])) },
  ],
  ['is not JSON', { SPAREKEY_NETWORKS_FILE: file('broken', '{') }],
  ['cannot be read', { SPAREKEY_NETWORKS_FILE: join(folder, 'none') }],
])('names %s when it is wrong, without its value', (name, wrong) => {
  const attempt = () => configFromEnvironment({ ...good, ...wrong })
  expect(attempt).toThrow(ConfigError)
  expect(attempt).toThrow(new RegExp(name))
  expect(attempt).not.toThrow(/hunter2/)
})
