import { Writable } from 'node:stream'
import { pino } from 'pino'
import {
  checkIdToken,
  encodeOidcApproval,
  oidcEntryLabel,
  oidcGuardianAbi,
  oidcKey,
  oidcNonce,
  parseIdToken,
} from 'sparekey'
import { type Hex, keccak256, stringToHex } from 'viem'
import { getBlock, readContract } from 'viem/actions'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { keyPublisherKey, lookupKey } from '../../../dev/accounts.ts'
import { client, tokenHeader } from '../../../dev/issuer/client.ts'
import { signInAtIssuer } from '../../../dev/issuer/signIn.ts'
import { type RunningIssuer, startIssuer } from '../../../dev/issuer/startIssuer.ts'
import { useChains } from '../../../sdk/test/chains.ts'
import { newDatabase } from '../../test/database.ts'
import { ada, authorization } from '../../test/oidc.ts'
import { origin, serverOver, type TestServer, testConfig } from '../../test/server.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { OpenDatabase } from '../db.ts'
import { startQueue } from '../queue.ts'
import { Secret } from '../secret.ts'
import type { IssuerKey } from './jwks.ts'
import { jwks, publishEverywhere } from './jwksJob.ts'

const DAY = 86_400
const [hash, salt] = [keccak256('0x01'), keccak256('0x02')]
const accepted = '0x024ad318'

const chains = useChains()
let issuer: RunningIssuer
let database: OpenDatabase
let server: TestServer
let context: Context
const lines: Record<string, unknown>[] = []
const alerts = () => lines.flatMap(({ alert, chainId, kid }) => (alert ? [{ alert, chainId, kid }] : []))
/** About the key with which the issuer signs now: what other tests have left is no matter. */
const alertsNow = async () => {
  const { kid } = await signingKey()
  return alerts().flatMap((one) => (one.kid === kid ? [one.alert] : []))
}

beforeAll(async () => {
  issuer = await startIssuer({ appOrigin: origin })
  database = await newDatabase()
  server = await serverOver(database, configAt(issuer.url))
  context = withLog(server.context)
})
afterAll(async () => {
  await issuer.stop()
  await database.close()
})
afterEach(() => {
  lines.length = 0
  vi.useRealTimers()
})

function configAt(
  issuerUrl: string,
  change: (networks: Config['networks']) => Config['networks'] = (n) => n,
): Config {
  const networks = chains.stack.chains.map(({ chain, rpcUrl }) => ({
    ...{ chainId: chain.id, name: chain.name, rpcUrl, bundlerUrl: 'http://127.0.0.1:2' },
    ...{ fromBlock: '0', tokens: [] },
  }))
  const guardian = chains.stack.chains[0].deployment.oidcGuardian.toLowerCase() as Hex
  return testConfig({
    networks: change(networks),
    oidc: {
      ...{
        name: 'Dev Google',
        issuer: issuerUrl,
        clientId: client.id,
        clientSecret: new Secret(client.secret),
      },
      ...{ guardian, headers: [tokenHeader], publisherKey: new Secret<Hex>(keyPublisherKey) },
      lookupKey: new Secret<Hex>(lookupKey),
    },
  })
}

function withLog(from: Context): Context {
  const stream = new Writable({
    write(line, _, done) {
      lines.push(JSON.parse(String(line)))
      done()
    },
  })
  return { ...from, log: pino({ level: 'info' }, stream) }
}

async function signingKey(): Promise<IssuerKey> {
  const [key] = (await context.oidc?.keys()) ?? []
  if (!key) throw new TypeError('The issuer has no key.')
  return key
}

/** What every network says of the key with which the issuer signs now. */
async function entries() {
  const label = oidcEntryLabel((await signingKey()).modulus, 0)
  const found = await Promise.all(
    chains.all.map((chain, index) =>
      readContract(chain, {
        ...{ abi: oidcGuardianAbi, functionName: 'entryOf' },
        address: chains.stack.chains[index]?.deployment.oidcGuardian ?? '0x',
        args: [keccak256(stringToHex(issuer.url)), label],
      }),
    ),
  )
  return { label, usableFrom: found.map(([, from]) => from) }
}

/** Signs in, and asks both networks whether the token approves. */
async function approvals(label: Hex): Promise<string[]> {
  const browser = server.browser()
  const { url, codeVerifier } = await authorization(browser, oidcNonce(hash))
  const back = await signInAtIssuer(url, ada)
  const answer = await browser.post('/api/oidc/token', { code: back.searchParams.get('code'), codeVerifier })
  const token = parseIdToken(answer.body.idToken)
  const key = oidcKey({ issuer: issuer.url, audience: client.id, subject: ada.subject }, salt)
  const { timestamp } = await getBlock(chains.one)
  const now = { earliest: Number(timestamp), latest: Number(timestamp) }
  checkIdToken(token, { key, salt, hash, now })
  return Promise.all(
    chains.all.map((chain, index) =>
      readContract(chain, {
        ...{ abi: oidcGuardianAbi, functionName: 'verify' },
        address: chains.stack.chains[index]?.deployment.oidcGuardian ?? '0x',
        args: [key, hash, encodeOidcApproval(label, salt, token)],
      }),
    ),
  )
}

test('somebody who signs in approves on every network, a day after the job has run', async () => {
  issuer.rotateKey()
  await publishEverywhere(context)
  const { label, usableFrom } = await entries()
  expect(usableFrom.every((time) => time > 0)).toBe(true)
  expect(await alertsNow()).toEqual(['key_not_usable_yet', 'key_not_usable_yet'])
  await chains.stack.skipTime(DAY - 600)
  vi.useFakeTimers({ toFake: ['Date'], now: (await now()) * 1000 })
  expect(await approvals(label), 'before').toEqual(['0xffffffff', '0xffffffff'])
  await chains.stack.skipTime(1200)
  vi.setSystemTime((await now()) * 1000)
  expect(await approvals(label), 'a day later').toEqual([accepted, accepted])
  lines.length = 0
  await publishEverywhere(context)
  expect(await alertsNow()).toEqual([])
})

const now = async () => Number((await getBlock(chains.one)).timestamp)

test('K-09 a key after a rotation is published; one that disappears is told once', async () => {
  await publishEverywhere(context)
  const before = await entries()
  lines.length = 0
  issuer.rotateKey()
  await publishEverywhere(context)
  const after = await entries()
  expect(after.label).not.toBe(before.label)
  expect(after.usableFrom.every((time) => time > 0)).toBe(true)
  expect(await alertsNow()).toEqual(['key_not_usable_yet', 'key_not_usable_yet'])
  lines.length = 0
  issuer.rotateKey()
  await publishEverywhere(context)
  expect(alerts().filter(({ alert }) => alert === 'key_gone')).toHaveLength(1)
  lines.length = 0
  await publishEverywhere(context)
  expect(alerts().filter(({ alert }) => alert === 'key_gone')).toEqual([])
})

describe('what fails is told and tried again', () => {
  test('a network that is down keeps the key from no other', async () => {
    issuer.rotateKey()
    const broken = configAt(issuer.url, ([one, two]) => [
      { ...(one as Config['networks'][number]), rpcUrl: 'http://127.0.0.1:9' },
      two as Config['networks'][number],
    ])
    const half = withLog((await serverOver(database, broken)).context)
    await expect(publishEverywhere(half)).rejects.toMatchObject({ code: 'chain_unavailable' })
    expect((await entries()).usableFrom.map((time) => time > 0)).toEqual([false, true])
    expect(alerts()).toContainEqual(
      expect.objectContaining({ alert: 'publishing_failed', chainId: chains.stack.chains[0].chain.id }),
    )
    await publishEverywhere(context)
    expect((await entries()).usableFrom.every((time) => time > 0)).toBe(true)
  })

  test('K-06 an issuer that is silent changes nothing', async () => {
    const silent = withLog((await serverOver(database, configAt('http://localhost:9'))).context)
    await expect(publishEverywhere(silent)).rejects.toMatchObject({ code: 'issuer_document' })
    expect(alerts()).toEqual([{ alert: 'issuer_keys_unread', chainId: undefined, kid: undefined }])
  })
})

test('the job runs by itself at a start, and ends with the server', async () => {
  issuer.rotateKey()
  const queue = await startQueue(database, context.log)
  const job = jwks({ ...context, queue })
  await expect
    .poll(async () => (await entries()).usableFrom.every((time) => time > 0), { timeout: 20_000 })
    .toBe(true)
  await job.stop()
  await queue.stop({ graceful: true, timeout: 5_000 })
})
