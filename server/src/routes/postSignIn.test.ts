import { addPasskey, createAccount, removePasskey } from 'sparekey'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { actingAs, done, useChains } from '../../../sdk/test/chains.ts'
import { asserted } from '../../test/authenticator.ts'
import { newPasskey, type Person, refusal, register, useServer } from '../../test/server.ts'

const chains = useChains()
const server = useServer({ chains })
const path = '/api/sign-in'

type Faults = Parameters<typeof asserted>[2]

async function signIn(passkey: Person['passkey'], faults: Faults = {}, browser = server.browser()) {
  const { body: options } = await browser.post(`${path}/options`)
  return browser.post(path, { credential: await asserted(passkey, options, faults) })
}

/** Does for a person what the relayer would. */
async function deploy({ passkey, session }: Person, clients = chains.all as readonly (typeof chains.one)[]) {
  const { x, y } = passkey
  for (const client of clients)
    await done(client, createAccount(client, { publicKey: { x, y }, salt: session.account.salt }))
}

/** Exchanges a person's passkey for another one on one chain. */
async function exchange({ passkey, session }: Person, client: typeof chains.one) {
  const account = session.account.address as Address
  const owner = await actingAs(client, account)
  const other = newPasskey()
  await done(client, addPasskey(owner, { publicKey: other }))
  await done(client, removePasskey(owner, { publicKey: passkey }))
}

describe('200', () => {
  test('the owner on at least one network gets a full session', async () => {
    const person = await register(server)
    await deploy(person, [chains.two])
    const { passkey, userHandle } = person
    const browser = server.browser()
    const answer = await signIn(passkey, { userHandle }, browser)
    expect(answer).toMatchObject({ status: 200, body: { kind: 'full', account: { name: person.name } } })
    expect((await browser.get('/api/session')).body).toEqual(answer.body)
  })

  test('the first passkey owns an account that is deployed nowhere yet', async () => {
    const { passkey } = await register(server)
    expect(await signIn(passkey)).toMatchObject({ status: 200, body: { kind: 'full' } })
  })

  test('removed on one network, it still signs in by the other', async () => {
    const person = await register(server)
    await deploy(person)
    await exchange(person, chains.one)
    expect(await signIn(person.passkey)).toMatchObject({ status: 200, body: { kind: 'full' } })
  })

  test('S-11 a session that was planted before is not the one that is given, and ends', async () => {
    const { passkey, browser } = await register(server)
    const planted = browser.cookies.get('sk_session') ?? ''
    expect((await signIn(passkey, {}, browser)).status).toBe(200)
    expect(browser.cookies.get('sk_session')).not.toBe(planted)
    const thief = server.browser()
    thief.cookies.set('sk_session', planted)
    expect(await thief.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
  })

  test('the list of passkeys says when it was used', async () => {
    const { passkey, browser } = await register(server)
    expect((await browser.get('/api/passkeys')).body).toMatchObject([{ lastUsedAt: null }])
    await signIn(passkey, {}, browser)
    expect((await browser.get('/api/passkeys')).body).toMatchObject([{ lastUsedAt: expect.any(String) }])
  })
})

describe('403', () => {
  test('S-11 a passkey that owns the account nowhere any more has ended', async () => {
    const person = await register(server)
    await deploy(person)
    await exchange(person, chains.one)
    await exchange(person, chains.two)
    expect(await signIn(person.passkey)).toMatchObject(refusal(403, 'passkey_ended'))
  })

  test('S-06 an unknown passkey, a wrong signature and a wrong user handle get the same answer', async () => {
    const { passkey } = await register(server)
    const stranger = newPasskey()
    const answers = [
      await signIn(stranger),
      await signIn(stranger, { credentialId: passkey.credentialId }),
      await signIn(passkey, { userHandle: 'AAAA' }),
    ]
    for (const { status, body } of answers)
      expect({ status, body }).toEqual({ status: 403, body: answers[0]?.body })
    expect(answers[0]).toMatchObject(refusal(403, 'passkey_unknown'))
  })
})

describe('409', () => {
  test('W-22 an answer counts once, in the browser that asked, within 5 minutes', async () => {
    const { passkey } = await register(server)
    const browser = server.browser()
    const { body: options } = await browser.post(`${path}/options`)
    const body = { credential: await asserted(passkey, options) }
    expect(await server.browser().post(path, body)).toMatchObject(refusal(409, 'challenge_gone'))
    expect(await browser.post(path, body)).toMatchObject({ status: 200 })
    expect(await browser.post(path, body)).toMatchObject(refusal(409, 'challenge_gone'))
    const late = await browser.post(`${path}/options`)
    server.skip(301)
    const credential = await asserted(passkey, late.body)
    expect(await browser.post(path, { credential })).toMatchObject(refusal(409, 'challenge_gone'))
  })

  test('W-22 challenges are 32 bytes and all different', async () => {
    const browser = server.browser()
    const answers = await Promise.all(Array.from({ length: 200 }, () => browser.post(`${path}/options`)))
    const challenges = answers.map(({ body }) => body.challenge as string)
    expect(new Set(challenges).size).toBe(200)
    for (const challenge of challenges) expect(Buffer.from(challenge, 'base64url')).toHaveLength(32)
    expect(answers[0]?.body).not.toHaveProperty('allowCredentials.0')
  })
})
