import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { Writable } from 'node:stream'
import { eq } from 'drizzle-orm'
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
import { bytesToHex, type Hex, keccak256, stringToHex } from 'viem'
import { getBlock, getTransactionCount, readContract } from 'viem/actions'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { keyPublisher, keyPublisherKey } from '../../../dev/accounts.ts'
import { client, tokenHeader } from '../../../dev/issuer/client.ts'
import { signInAtIssuer } from '../../../dev/issuer/signIn.ts'
import { type RunningIssuer, startIssuer } from '../../../dev/issuer/startIssuer.ts'
import { useChains } from '../../../sdk/test/chains.ts'
import { newDatabase } from '../../test/database.ts'
import { answerWith, type DocumentServer, serveHttp, serveUntrusted } from '../../test/documentServer.ts'
import { ada, authorization } from '../../test/oidc.ts'
import { revokeKey } from '../../test/revokeKey.ts'
import { origin, serverOver, type TestServer, testConfig } from '../../test/server.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { OpenDatabase } from '../db.ts'
import { startQueue } from '../queue.ts'
import { Secret } from '../secret.ts'
import { issuerKeys } from '../tables/issuerKeys.ts'
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

test('K-09 a rotation that was missed, with no key of before left, is told at the next run', async () => {
  await publishEverywhere(context)
  const { kid: before } = await signingKey()
  lines.length = 0
  issuer.rotateKey()
  issuer.rotateKey()
  expect((await entries()).usableFrom).toEqual([0, 0])
  await publishEverywhere(context)
  expect(alerts()).toContainEqual({ alert: 'key_gone', chainId: undefined, kid: before })
  expect(await alertsNow()).toEqual(['key_not_usable_yet', 'key_not_usable_yet'])
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

describe('documents of an issuer', () => {
  const newJwk = (kid: string) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [jwk, whole] = [publicKey, privateKey].map((key) => key.export({ format: 'jwk' }))
    const about = { kid, use: 'sig', alg: 'RS256' }
    const modulus = bytesToHex(Buffer.from(jwk?.n ?? '', 'base64url'))
    return { modulus, jwk: { ...jwk, ...about }, whole }
  }
  const anyModulus = () =>
    Buffer.concat([Buffer.of(0x80), randomBytes(254), Buffer.of(1)]).toString('base64url')
  const [good, next] = [newJwk('good'), newJwk('next')]
  const keys = (...jwks: readonly object[]) => answerWith({ keys: jwks })
  const servers: DocumentServer[] = []
  afterAll(() => {
    for (const one of servers) one.close()
  })

  async function serving(start: typeof serveHttp, answer: RequestListener): Promise<string> {
    const one = await start(answer)
    servers.push(one)
    return one.url
  }

  /** An issuer that has published `good`, whose JWKS document and its address can be exchanged. */
  async function newIssuer() {
    const state = { answer: keys(good.jwk), jwksUri: '' }
    const url: string = await serving(serveHttp, (request, response) => {
      if (request.url === '/jwks') return state.answer(request, response)
      const document = {
        ...{ issuer: url, authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` },
        ...{ jwks_uri: state.jwksUri || `${url}/jwks`, response_types_supported: ['code'] },
        id_token_signing_alg_values_supported: ['RS256'],
      }
      return answerWith(document)(request, response)
    })
    const run = async () => publishEverywhere(withLog((await serverOver(database, configAt(url))).context))
    await run()
    lines.length = 0
    return { url, state, run }
  }

  /** What the job could change: the publisher's transactions, and what is remembered. */
  const changesOf = async (url: string) => [
    await Promise.all(
      chains.all.map((chain) => getTransactionCount(chain, { address: keyPublisher.address })),
    ),
    await database.db.select().from(issuerKeys).where(eq(issuerKeys.issuer, url)),
  ]

  const elsewhere = () => serving(serveHttp, keys(good.jwk, next.jwk))
  test.each<[string, RequestListener]>([
    ['a kid twice', keys(good.jwk, { ...next.jwk, kid: 'good' })],
    ['a key of another kty', keys(good.jwk, { ...next.jwk, kty: 'EC' })],
    ['a key of another use', keys(good.jwk, { ...next.jwk, use: 'enc' })],
    ['a key of another alg', keys(good.jwk, { ...next.jwk, alg: 'RS512' })],
    ['the private half of a key', keys(good.jwk, { ...next.whole, ...next.jwk })],
    [
      '500 keys',
      keys(...Array.from({ length: 500 }, (_, i) => ({ ...next.jwk, kid: String(i), n: anyModulus() }))),
    ],
    ['10 MB', keys(good.jwk, { ...next.jwk, x5c: ['a'.repeat(10 * 1024 * 1024)] })],
    [
      'a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
    ],
    [
      'good keys of another host',
      async (_, response) => response.writeHead(302, { location: `${await elsewhere()}/jwks` }).end(),
    ],
    ['nothing', (_, response) => response.writeHead(500).end()],
  ])('K-06 with %s changes nothing, and is told', async (_, answer) => {
    const { url, state, run } = await newIssuer()
    const before = await changesOf(url)
    state.answer = answer
    await expect(run()).rejects.toMatchObject({ code: expect.stringMatching(/^issuer_(keys|document)$/) })
    expect(alerts().map(({ alert }) => alert)).toEqual(['issuer_keys_unread'])
    expect(await changesOf(url)).toEqual(before)
    state.answer = keys(good.jwk, next.jwk)
    await run()
    expect(await changesOf(url), 'a good one again').not.toEqual(before)
  })

  test('K-06 by a server that nobody vouches for changes nothing, and is told', async () => {
    const { url, state, run } = await newIssuer()
    const before = await changesOf(url)
    state.jwksUri = `${await serving(serveUntrusted, keys(good.jwk, next.jwk))}/jwks`
    await expect(run()).rejects.toMatchObject({ code: 'issuer_document', problem: 'unreachable' })
    expect(alerts().map(({ alert }) => alert)).toEqual(['issuer_keys_unread'])
    expect(await changesOf(url)).toEqual(before)
  })

  test('K-03 with a key that was revoked are told at every run, and it is not published again', async () => {
    const { url, run } = await newIssuer()
    await revokeKey(chains, url, good.modulus)
    const [before] = await changesOf(url)
    for (let time = 0; time < 2; time++) {
      lines.length = 0
      await run()
      const chainId = chains.stack.chains[0].chain.id
      expect(alerts()).toEqual([{ alert: 'key_revoked', chainId, kid: 'good' }])
    }
    expect((await changesOf(url))[0]).toEqual(before)
  })
})

test('K-09 the job runs by itself at a start and every ten minutes, and ends with the server', async () => {
  issuer.rotateKey()
  const queue = await startQueue(database, context.log)
  const job = jwks({ ...context, queue })
  await expect
    .poll(async () => (await entries()).usableFrom.every((time) => time > 0), { timeout: 20_000 })
    .toBe(true)
  // What fails is told by the run that fails: within a quarter of an hour, then.
  expect(await queue.getSchedules('jwks')).toMatchObject([{ cron: '*/10 * * * *' }])
  await job.stop()
  await queue.stop({ graceful: true, timeout: 5_000 })
})
