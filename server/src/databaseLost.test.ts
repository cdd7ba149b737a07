// A server with an empty database and chains on which people have accounts: what the chains tell is enough to go on.
import {
  addPasskey,
  createAccount,
  getRecovery,
  isOwner,
  recover,
  removePasskey,
  requestToJson,
  signAcceptance,
  signCancellation,
  softwarePasskey,
  startRecovery,
} from 'sparekey'
import type { Address, Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  actingAs,
  DAY,
  done,
  HOUR,
  newPasskey,
  newScene,
  random32,
  useChains,
} from '../../sdk/test/chains.ts'
import { asserted, created } from '../test/authenticator.ts'
import { approve, requestBody } from '../test/recovery.ts'
import { contextFor, type Scene, type TestContext, useContext, useLanes } from '../test/scene.ts'
import { newName, origin, refusal, rpId } from '../test/server.ts'
import { Follower } from './indexer.ts'

const chains = useChains()
const context = useContext(chains)
const { open, work } = useLanes(context)
const followers: Follower[] = []
let scene: Scene
beforeEach(async () => {
  scene = await newScene(chains.all)
})
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.release()
})

/** What the indexer does after a start, and from then on. */
async function readChains(one: TestContext = context.current) {
  for (const chain of one.chains) {
    const follower = new Follower(one, chain)
    followers.push(follower)
    while (await follower.pass());
    await follower.release()
  }
}

type Passkey = Scene['newKey']

async function signIn(
  passkey: Passkey,
  { account, ...faults }: { account?: string; userHandle?: string } = {},
) {
  const browser = context.current.browser()
  const { body: options } = await browser.post('/api/sign-in/options')
  const credential = await asserted(passkey, options, faults)
  const answer = await browser.post('/api/sign-in', { credential, ...(account && { account }) })
  return { answer, browser }
}

const lower = (address: Hex) => address.toLowerCase()
const standIn = (address: Hex) => `account-${lower(address).slice(2, 18)}`

/** Has an account that somebody else made take over a passkey. */
async function addTo(account: Address, publicKey: Passkey) {
  await done(chains.one, addPasskey(await actingAs(chains.one, account), { publicKey }))
}

describe('signing in', () => {
  test('a passkey that owns an account on the chains signs in fully, every time, and is listed', async () => {
    await readChains()
    const { passkey } = scene.owner
    const { answer, browser } = await signIn(passkey, { userHandle: 'AAAA' })
    const { x, y, credentialId } = passkey
    const account = { address: lower(scene.account), name: standIn(scene.account), firstPublicKey: { x, y } }
    expect(answer).toMatchObject({ status: 200, body: { kind: 'full', account, credentialId } })
    expect((await browser.get('/api/session')).body).toEqual(answer.body)
    expect((await browser.get('/api/passkeys')).body).toMatchObject([{ credentialId, label: 'Passkey' }])
    expect((await signIn(passkey, { userHandle: 'AAAA' })).answer.status).toBe(200)
    expect((await signIn(passkey, { userHandle: 'BBBB' })).answer).toMatchObject(
      refusal(403, 'passkey_unknown'),
    )
  })

  test('after a recovery it is the new passkey; the one that was replaced has ended', async () => {
    const { bytes, request, wallets, newKey, hash, owner } = scene
    const acceptance = await signAcceptance(newKey, hash)
    const approvals = await scene.approvals(...wallets)
    for (const client of chains.all)
      await done(client, recover(client, { policy: bytes, request, approvals, acceptance }))
    await readChains()
    expect((await signIn(newKey)).answer).toMatchObject({
      body: { account: { address: lower(scene.account) } },
    })
    expect((await signIn(owner.passkey)).answer).toMatchObject(refusal(403, 'passkey_ended'))
  })

  test('S-06 a passkey of no account, of another site, without verification and of another credential are unknown', async () => {
    await readChains()
    const { privateKey } = scene.owner.passkey
    const forged = [
      newPasskey(),
      softwarePasskey({ privateKey, origin, rpId: 'example.org' }),
      softwarePasskey({ privateKey, rpId, origin: 'https://example.org' }),
      softwarePasskey({ privateKey, rpId, origin, flags: 0x19 }),
    ]
    const answers = await Promise.all(forged.map(async (passkey) => (await signIn(passkey)).answer))
    for (const { status, body } of answers)
      expect({ status, body }).toEqual({ status: 403, body: answers[0]?.body })
    expect(answers[0]).toMatchObject(refusal(403, 'passkey_unknown'))
  })

  test('W-19 a passkey that somebody has added to an account of his is never signed in there by a guess', async () => {
    const { passkey } = scene.owner
    const foreign = await newScene([chains.one])
    await addTo(foreign.account, passkey)
    await readChains()
    expect((await signIn(passkey)).answer).toMatchObject(refusal(409, 'account_ambiguous'))
    const nobodys = (await newScene([chains.one])).account
    await readChains()
    expect((await signIn(passkey, { account: lower(nobodys) })).answer).toMatchObject(
      refusal(403, 'passkey_unknown'),
    )
    const { answer } = await signIn(passkey, { account: lower(scene.account) })
    expect(answer).toMatchObject({ status: 200, body: { account: { address: lower(scene.account) } } })
    expect((await signIn(passkey)).answer, 'known from now on').toMatchObject({ status: 200 })
  })

  test('added to a foreign account and removed there again, it is no question', async () => {
    const { passkey } = scene.owner
    const foreign = await newScene([chains.one])
    await addTo(foreign.account, passkey)
    await done(chains.one, removePasskey(await actingAs(chains.one, foreign.account), { publicKey: passkey }))
    await readChains()
    const { answer } = await signIn(passkey)
    expect(answer).toMatchObject({ status: 200, body: { account: { address: lower(scene.account) } } })
  })

  test('W-21 whoever registered a key that he read from a chain does not keep its owner out', async () => {
    await readChains()
    const { passkey } = scene.owner
    const [thief, name] = [context.current.browser(), newName()]
    const { body: options } = await thief.post('/api/registration/options', { name })
    const credential = created(passkey, options, { credentialId: new Uint8Array(20).fill(5) })
    const salt = random32()
    expect(await thief.post('/api/registration', { name, salt, credential })).toMatchObject({ status: 201 })
    const { answer } = await signIn(passkey)
    expect(answer).toMatchObject({ status: 200, body: { account: { address: lower(scene.account) } } })
    expect((await thief.get('/api/session')).status).toBe(401)
  })
})

describe('names and addresses', () => {
  test('an account is found by its address; its name was only in the database, and what it goes by now is nobody else’s', async () => {
    await readChains()
    const browser = context.current.browser()
    const { x, y } = scene.owner.passkey
    const known = { address: lower(scene.account), name: standIn(scene.account), salt: scene.owner.salt }
    expect((await browser.get(`/api/accounts/${scene.account}`)).body).toMatchObject({
      ...known,
      firstPublicKey: { x, y },
    })
    for (const account of [scene.account, `0x${'ab'.repeat(20)}` as const])
      expect(await browser.post('/api/registration/options', { name: standIn(account) })).toMatchObject(
        refusal(409, 'name_taken'),
      )
  })

  test('an account of this server keeps its name when the chains tell of it', async () => {
    const [browser, name, passkey, salt] = [context.current.browser(), newName(), newPasskey(), random32()]
    const { body: options } = await browser.post('/api/registration/options', { name })
    await browser.post('/api/registration', { name, salt, credential: created(passkey, options) })
    await done(chains.one, createAccount(chains.one, { publicKey: passkey, salt }))
    await readChains()
    expect((await signIn(passkey)).answer).toMatchObject({ status: 200, body: { account: { name } } })
  })
})

test('an account that only the chains know is recovered by its address as any other', async () => {
  await readChains()
  const browser = context.current.browser()
  const answer = await browser.post('/api/requests', await requestBody(browser, scene))
  expect(answer).toMatchObject({ status: 201, body: { account: { name: standIn(scene.account) } } })
  const path = `/api/requests/${scene.hash}`
  await approve({ scene, browser, path }, scene.wallets)
  const acceptance = await signAcceptance(scene.newKey, scene.hash)
  expect(await browser.post(`${path}/acceptance`, { acceptance })).toMatchObject({ status: 202 })
  await work(open())
  const { account, newSigner } = scene
  for (const client of chains.all) expect(await isOwner(client, { account, signer: newSigner })).toBe(true)
  expect((await signIn(scene.newKey)).answer).toMatchObject({ status: 200, body: { kind: 'full' } })
})

describe('a recovery that was started before, or without this server', () => {
  const path = () => `/api/requests/${scene.hash}`
  const start = async () => {
    const { bytes: policy, request, wallets } = scene
    const approvals = await scene.approvals(...wallets.slice(0, 1))
    for (const client of chains.all) await done(client, startRecovery(client, { policy, request, approvals }))
    await readChains()
  }

  test('its owner sees and stops it on all networks', async () => {
    await start()
    const { browser } = await signIn(scene.owner.passkey)
    const { body: live } = await browser.get(`/api/accounts/${lower(scene.account)}/requests`)
    expect(live).toMatchObject([{ hash: scene.hash, request: requestToJson(scene.request) }])
    const { account, hash: requestHash, request } = scene
    const deadline = Number((await getBlock(chains.one)).timestamp) + HOUR
    const cancellation = { account, requestHash, scopes: request.scopes, deadline }
    const signature = await signCancellation(scene.owner.passkey, cancellation)
    const { scopes } = requestToJson(request)
    const answer = await browser.post(`${path()}/cancellation`, { deadline, scopes, signature })
    expect(answer).toMatchObject({ status: 202 })
    await work(open())
    for (const client of chains.all)
      expect(await getRecovery(client, { account, requestHash })).toMatchObject({ state: 'dead' })
  })

  test('its new passkey’s browser may hand it in afterwards, and gets its session', async () => {
    await start()
    const browser = context.current.browser()
    const body = await requestBody(browser, scene)
    expect(await browser.post('/api/requests', body)).toMatchObject({
      status: 201,
      body: { hash: scene.hash, newPasskeyLabel: body.label },
    })
    expect((await browser.get('/api/session')).body).toMatchObject({ requestHash: scene.hash })
    expect((await signIn(scene.newKey)).answer).toMatchObject({ body: { kind: 'recovery' } })
  })

  test('the new passkey accepts it, and it is executed when its time has come', async () => {
    await start()
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    const browser = context.current.browser()
    expect(await browser.post(`${path()}/acceptance`, { acceptance })).toMatchObject({ status: 202 })
    await chains.stack.skipTime(3 * DAY)
    await work(open())
    const { account, newSigner } = scene
    for (const client of chains.all) expect(await isOwner(client, { account, signer: newSigner })).toBe(true)
  })
})

test('lost twice, each time from nothing: the same answers', async () => {
  const second = await contextFor(chains.stack)
  await readChains(second)
  const browser = second.browser()
  const { body: options } = await browser.post('/api/sign-in/options')
  const credential = await asserted(scene.owner.passkey, options)
  expect(await browser.post('/api/sign-in', { credential })).toMatchObject({
    status: 200,
    body: { account: { address: lower(scene.account), name: standIn(scene.account) } },
  })
  await second.database.close()
})
