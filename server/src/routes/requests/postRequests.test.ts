import { requestToJson } from 'sparekey'
import { gatheredRequestSchema } from 'sparekey/schema'
import { beforeEach, describe, expect, test } from 'vitest'
import { newScene, random32, useChains } from '../../../../sdk/test/chains.ts'
import { asserted } from '../../../test/authenticator.ts'
import { askFor, requestBody } from '../../../test/recovery.ts'
import { type Scene, storeAccount, useContext } from '../../../test/scene.ts'
import { refusal } from '../../../test/server.ts'
import { requests } from '../../tables/requests.ts'
import { sessions } from '../../tables/sessions.ts'

const chains = useChains()
const context = useContext(chains)
let scene: Scene
beforeEach(async () => {
  scene = await newScene(chains.all)
})
const count = () => context.current.db.$count(requests)

async function begin() {
  await storeAccount(context.current.db, scene)
  const browser = context.current.browser()
  return { browser, body: await requestBody(browser, scene) }
}

describe('201', () => {
  test('the request is kept by its hash, and the browser gets a session that may only see and accept it', async () => {
    const { browser, body } = await begin()
    expect(body.label).toMatch(/^person\d+x_[a-z0-9]{4}$/)
    const answer = await browser.post('/api/requests', body)
    expect(answer.status).toBe(201)
    expect(gatheredRequestSchema.parse(answer.body)).toMatchObject({
      ...{ hash: scene.hash, newPasskeyLabel: body.label, approvals: [], isAccepted: false, submissions: [] },
    })
    const session = await browser.get('/api/session')
    expect(session.body).toMatchObject({ kind: 'recovery', requestHash: scene.hash })
    expect(await browser.get('/api/passkeys')).toMatchObject(refusal(403, 'session_insufficient'))
    const { body: seen } = await context.current.browser().get(`/api/requests/${scene.hash}`)
    expect(seen).toEqual(answer.body)
  })

  test('S-11 an owner who adds a passkey stays signed in; to get the account back is another session, for that alone', async () => {
    const { browser, body } = await begin()
    const { body: options } = await browser.post('/api/sign-in/options')
    await browser.post('/api/sign-in', { credential: await asserted(scene.owner.passkey, options) })
    const added = { ...body, request: { ...body.request, replace: false } }
    expect((await browser.post('/api/requests', added)).status).toBe(201)
    expect((await browser.get('/api/session')).body).toMatchObject({ kind: 'full' })
    expect((await browser.get('/api/passkeys')).body).toHaveLength(1)
    const other = await newScene(chains.all)
    await storeAccount(context.current.db, other)
    const theirs = await requestBody(browser, other)
    const notMine = { ...theirs, request: { ...theirs.request, replace: false } }
    expect((await browser.post('/api/requests', notMine)).status).toBe(201)
    expect((await browser.get('/api/session')).body).toMatchObject({ kind: 'recovery' })
  })

  test('S-09 50 equal posts at once have one effect, and all get the same answer', async () => {
    const { browser, body } = await begin()
    const before = await count()
    const answers = await Promise.all(Array.from({ length: 50 }, () => browser.post('/api/requests', body)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => answer.body.hash))).toEqual(new Set([scene.hash]))
    expect(await count()).toBe(before + 1)
  })
})

describe('400', () => {
  test('a request for another passkey than the one that came with it is refused', async () => {
    const { browser, body } = await begin()
    const other = await newScene(chains.all)
    const request = { ...body.request, newSigner: other.newSigner.toLowerCase() }
    expect(await browser.post('/api/requests', { ...body, request })).toMatchObject(
      refusal(400, 'request_invalid'),
    )
  })

  test('R-16 a deadline that has passed, or is over 30 days ahead, by the chains’ clock, is refused', async () => {
    const { browser, body } = await begin()
    for (const deadline of [1, body.request.deadline + 30 * 86_400]) {
      const request = { ...body.request, deadline }
      expect(await browser.post('/api/requests', { ...body, request })).toMatchObject(
        refusal(400, 'request_invalid'),
      )
    }
  })

  test('S-08 a network that is not served is refused', async () => {
    const { browser, body } = await begin()
    const request = { ...body.request, scopes: [{ chainId: '1', epoch: 1 }] }
    expect(await browser.post('/api/requests', { ...body, request })).toMatchObject(
      refusal(400, 'network_unknown'),
    )
  })
})

describe('404', () => {
  test('an account and a request that nobody knows', async () => {
    const browser = context.current.browser()
    const account = `0x${'ab'.repeat(20)}`
    expect(await browser.post('/api/requests/options', { account })).toMatchObject(
      refusal(404, 'account_unknown'),
    )
    expect(await browser.get(`/api/requests/${random32()}`)).toMatchObject(refusal(404, 'request_unknown'))
  })
})

describe('409', () => {
  test('a request for an epoch that is over is refused, and nothing is stored', async () => {
    const { browser, body } = await begin()
    const before = await count()
    const scopes = requestToJson(scene.request).scopes.map((scope) => ({ ...scope, epoch: scope.epoch + 1 }))
    const request = { ...body.request, scopes }
    expect(await browser.post('/api/requests', { ...body, request })).toMatchObject(
      refusal(409, 'request_outdated'),
    )
    expect(await count()).toBe(before)
  })

  test('S-02 without the first step, or from another browser, there is no second', async () => {
    const { body } = await begin()
    const before = await context.current.db.$count(sessions)
    const answer = await context.current.browser().post('/api/requests', body)
    expect(answer).toMatchObject(refusal(409, 'challenge_gone'))
    expect(await context.current.db.$count(sessions)).toBe(before)
  })

  test('S-09 a challenge that was used does not serve for another request', async () => {
    const { browser, body } = await begin()
    await browser.post('/api/requests', body)
    const request = { ...body.request, deadline: body.request.deadline - 1 }
    expect(await browser.post('/api/requests', { ...body, request })).toMatchObject(
      refusal(409, 'challenge_gone'),
    )
  })
})

describe('403', () => {
  test('the live requests of an account are for its signed-in owner alone', async () => {
    const { browser } = await askFor(context.current, scene)
    const answer = await browser.get(`/api/accounts/${scene.account.toLowerCase()}/requests`)
    expect(answer).toMatchObject(refusal(403, 'session_insufficient'))
  })
})
