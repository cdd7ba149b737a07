import { eq } from 'drizzle-orm'
import { softwarePasskey } from 'sparekey'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asserted } from '../../test/authenticator.ts'
import {
  adminConfig,
  adminOrigin,
  adminOver,
  adminRpId,
  confirmAt,
  enrol,
  firstAdmin,
  newOperatorPasskey,
  signInAt,
  type TestAdmin,
  type TestOperator,
  tokenIn,
} from '../../test/operators.ts'
import { newPasskey, refusal, register, useServer } from '../../test/server.ts'
import { operatorLinks, operatorSessions, operators, proposals } from '../tables/operators.ts'
import { firstLink } from './links.ts'

const server = useServer({ config: { admin: adminConfig } })
let admin: TestAdmin
beforeAll(() => {
  admin = adminOver(server.context)
})
beforeEach(async () => {
  const { db } = server.context
  await db.delete(operatorSessions)
  await db.delete(proposals)
  await db.delete(operators)
  await db.delete(operatorLinks)
})

describe('the first operator', () => {
  test('A-06 there is no default account: whoever has the link that the server shows becomes the first admin', async () => {
    expect(await signInAt(admin.browser(), newOperatorPasskey())).toMatchObject(
      refusal(403, 'operator_unknown'),
    )
    const link = (await firstLink(admin.context, adminOrigin)) ?? ''
    expect(link).toMatch(/^http:\/\/admin\.localhost:4001\/enrol#[\w-]{43}$/)
    const { body } = await admin.browser().post('/api/enrolment/link', { token: tokenIn(link) })
    expect(body).toMatchObject({ name: null, role: 'admin' })
    const { answer, browser } = await enrol(admin, link, { name: 'Ada' })
    expect(answer).toMatchObject({ status: 201, body: { operator: { name: 'Ada', role: 'admin' } } })
    expect((await browser.get('/api/session')).body.operator.name).toBe('Ada')
  })

  test('the link counts once, for an hour, and while there is no admin; the token is not stored', async () => {
    const links = await Promise.all([1, 2, 3, 4].map(() => firstLink(admin.context, adminOrigin)))
    const [one = '', two = '', late = ''] = links as string[]
    const rows = await server.context.db.select().from(operatorLinks)
    expect(JSON.stringify(rows)).not.toContain(tokenIn(one))
    const answers = await Promise.all(
      [one, one, two, two].map((link, index) => enrol(admin, link, { name: `First ${index}` })),
    )
    expect(answers.map(({ answer }) => answer.status).sort()).toEqual([201, 409, 409, 409])
    expect((await enrol(admin, late, { name: 'Late' })).answer).toMatchObject(refusal(409, 'challenge_gone'))
    const token = tokenIn(late)
    expect(await admin.browser().post('/api/enrolment/link', { token })).toMatchObject(
      refusal(409, 'link_gone'),
    )
    expect(await firstLink(admin.context, adminOrigin)).toBeUndefined()
  })

  test('after an hour another one is shown', async () => {
    const link = (await firstLink(admin.context, adminOrigin)) ?? ''
    server.skip(3601)
    expect(await admin.browser().post('/api/enrolment/link', { token: tokenIn(link) })).toMatchObject(
      refusal(409, 'link_gone'),
    )
    expect(await firstLink(admin.context, adminOrigin)).toMatch(/^http/)
  })

  test('a passkey of the app, or one that did not verify its person, enrols nobody', async () => {
    const link = (await firstLink(admin.context, adminOrigin)) ?? ''
    const foreign = await enrol(admin, link, { name: 'Eve', passkey: newPasskey() })
    expect(foreign.answer).toMatchObject(refusal(400, 'credential_invalid'))
    const unverified = await enrol(admin, link, { name: 'Eve', faults: { flags: 0x41 } })
    expect(unverified.answer).toMatchObject(refusal(400, 'credential_invalid'))
  })
})

describe('signing in', () => {
  let ada: TestOperator
  beforeEach(async () => {
    ada = await firstAdmin(admin)
  })

  test('A-06 by passkey with the person verified, and by nothing else', async () => {
    const browser = admin.browser()
    expect(await signInAt(browser, ada.passkey)).toMatchObject({
      status: 200,
      body: { operator: { name: 'Ada' } },
    })
    const { body: options } = await browser.post('/api/sign-in/options')
    expect(options.userVerification).toBe('required')
    // The same key, but only somebody's presence was noticed.
    const { privateKey } = ada.passkey
    const careless = softwarePasskey({ rpId: adminRpId, origin: adminOrigin, privateKey, flags: 0x19 })
    expect(await signInAt(browser, careless)).toMatchObject(refusal(403, 'operator_unknown'))
    const elsewhere = softwarePasskey({ rpId: adminRpId, origin: 'http://localhost:4000', privateKey })
    expect(await signInAt(browser, elsewhere)).toMatchObject(refusal(403, 'operator_unknown'))
  })

  test('A-06 an unknown passkey, another one with a known id, and an owner of an account are nobody here', async () => {
    const browser = admin.browser()
    const { passkey: owner } = await register(server)
    for (const passkey of [newOperatorPasskey(), owner])
      expect(await signInAt(browser, passkey)).toMatchObject(refusal(403, 'operator_unknown'))
    const { body: options } = await browser.post('/api/sign-in/options')
    const credential = await asserted(newOperatorPasskey(), options, {
      credentialId: ada.passkey.credentialId,
    })
    expect(await browser.post('/api/sign-in', { credential })).toMatchObject(refusal(403, 'operator_unknown'))
  })

  test('A-06 a thousand wrong tries lock nobody out', async () => {
    const attacker = admin.browser()
    for (let index = 0; index < 50; index++) {
      const { body: options } = await attacker.post('/api/sign-in/options')
      const credential = await asserted(newOperatorPasskey(), options, {
        credentialId: ada.passkey.credentialId,
      })
      await attacker.post('/api/sign-in', { credential })
    }
    expect((await signInAt(admin.browser(), ada.passkey)).status).toBe(200)
  })

  test('A-06 30 minutes without use end a session, use moves its end, and 12 hours end it in any case', async () => {
    server.skip(29 * 60)
    expect((await ada.browser.get('/api/session')).status).toBe(200)
    server.skip(29 * 60)
    expect((await ada.browser.get('/api/session')).status).toBe(200)
    server.skip(30 * 60 + 1)
    expect(await ada.browser.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
    await signInAt(ada.browser, ada.passkey)
    for (let hours = 0; hours < 24; hours++) {
      server.skip(29 * 60)
      await ada.browser.get('/api/session')
    }
    server.skip(29 * 60)
    expect(await ada.browser.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
  })

  test('signing out ends the session, and signing in anew the former one', async () => {
    const token = ada.browser.cookies.get('sk_operator') ?? ''
    await signInAt(ada.browser, ada.passkey)
    const former = admin.browser()
    former.cookies.set('sk_operator', token)
    expect(await former.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
    const left = ada.browser.cookies.get('sk_operator') ?? ''
    expect((await ada.browser.call('DELETE', '/api/session')).status).toBe(204)
    former.cookies.set('sk_operator', left)
    expect(await former.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
  })

  test('the cookie is of this side alone, and a script cannot read it', () => {
    const line = ada.browser.setCookies.find((one) => one.startsWith('sk_operator='))
    expect(line).toMatch(/HttpOnly/)
    expect(line).toMatch(/SameSite=Strict/)
    expect(line).toMatch(/^sk_operator=[\w-]{43};/)
  })
})

describe('A-06 what is grave asks for the passkey once more', () => {
  test('after 5 minutes; a prompt by the own passkey is enough, another one’s is not', async () => {
    const ada = await firstAdmin(admin)
    const { session } = await register(server)
    const path = `/api/accounts/${session.account.address}/lock`
    const body = () => ({
      reason: 'mailbox taken',
      until: new Date(server.context.clock.now() + 3_600_000).toISOString(),
    })
    expect((await ada.browser.post(path, body())).status).toBe(201)
    server.skip(301)
    const longer = { ...body(), until: new Date(server.context.clock.now() + 7_200_000).toISOString() }
    expect(await ada.browser.post(path, longer)).toMatchObject(refusal(403, 'confirmation_required'))
    expect((await ada.browser.get('/api/session')).body.confirmedUntil).toBeNull()
    expect(await confirmAt(ada.browser, newOperatorPasskey())).toMatchObject(refusal(403, 'operator_unknown'))
    expect(await ada.browser.post(path, longer)).toMatchObject(refusal(403, 'confirmation_required'))
    const confirmed = await confirmAt(ada.browser, ada.passkey)
    expect(confirmed).toMatchObject({ status: 200, body: { confirmedUntil: expect.any(String) } })
    expect((await ada.browser.post(path, longer)).status).toBe(201)
  })

  test('a prompt for signing in is none for confirming, and an old answer none at all', async () => {
    const ada = await firstAdmin(admin)
    server.skip(301)
    const { body: options } = await ada.browser.post('/api/sign-in/options')
    const credential = await asserted(ada.passkey, options)
    expect(await ada.browser.post('/api/session/confirmation', { credential })).toMatchObject(
      refusal(409, 'challenge_gone'),
    )
    const { body: prompt } = await ada.browser.post('/api/session/confirmation/options')
    const answer = { credential: await asserted(ada.passkey, prompt) }
    expect((await ada.browser.post('/api/session/confirmation', answer)).status).toBe(200)
    server.skip(301)
    expect(await ada.browser.post('/api/session/confirmation', answer)).toMatchObject(
      refusal(409, 'challenge_gone'),
    )
  })
})

test('an operator is no owner, and an owner no operator: neither cookie means anything on the other side', async () => {
  const ada = await firstAdmin(admin)
  const { browser: owner } = await register(server)
  const token = ada.browser.cookies.get('sk_operator') ?? ''
  const wrong = server.browser()
  wrong.cookies.set('sk_session', token).set('sk_operator', token)
  expect(await wrong.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
  const other = admin.browser()
  const own = owner.cookies.get('sk_session') ?? ''
  other.cookies.set('sk_session', own).set('sk_operator', own)
  expect(await other.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
})

test('a passkey that serves one operator cannot serve a second', async () => {
  const ada = await firstAdmin(admin)
  const { body } = await ada.browser.post('/api/operators', { name: 'Bob', role: 'support' })
  const { answer } = await enrol(admin, body.link, { passkey: ada.passkey })
  expect(answer).toMatchObject(refusal(409, 'credential_known'))
  const rows = await server.context.db.select().from(operators).where(eq(operators.name, 'Bob'))
  expect(rows).toEqual([])
})
