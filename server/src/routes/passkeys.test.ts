import { createAccount } from 'sparekey'
import { describe, expect, test } from 'vitest'
import { done, useChains } from '../../../sdk/test/chains.ts'
import { created } from '../../test/authenticator.ts'
import { newPasskey, type Person, refusal, register, useServer } from '../../test/server.ts'

const chains = useChains()
const server = useServer({ chains })
const path = '/api/passkeys'

async function add({ browser }: Person, label = 'Work laptop', passkey = newPasskey()) {
  const { body: options } = await browser.post(`${path}/options`, { label })
  const answer = await browser.post(path, { label, credential: created(passkey, options) })
  return { answer, options, passkey }
}

describe('200', () => {
  test('further passkeys are made for the same user, on authenticators that have none yet', async () => {
    const person = await register(server)
    const { options } = await add(person)
    expect(options.user.id).toBe(person.userHandle)
    expect(options.excludeCredentials).toMatchObject([{ id: person.passkey.credentialId }])
  })

  test('a passkey is named anew by its owner', async () => {
    const person = await register(server)
    const one = `${path}/${person.passkey.credentialId}`
    expect(await person.browser.call('PATCH', one, { body: { label: ' My phone ' } })).toMatchObject({
      status: 200,
      body: { label: 'My phone' },
    })
    expect((await person.browser.get(path)).body).toMatchObject([{ label: 'My phone' }])
  })
})

describe('201', () => {
  test('its name is kept and listed', async () => {
    const person = await register(server)
    const { answer, passkey } = await add(person)
    const { x, y, credentialId } = passkey
    expect(answer).toMatchObject({
      status: 201,
      body: { credentialId, publicKey: { x, y }, label: 'Work laptop', transports: ['internal', 'hybrid'] },
    })
    expect((await person.browser.get(path)).body).toHaveLength(2)
  })
})

describe('204', () => {
  test('a passkey that owns the account nowhere is forgotten', async () => {
    const person = await register(server)
    const { passkey } = await add(person)
    expect((await person.browser.call('DELETE', `${path}/${passkey.credentialId}`)).status).toBe(204)
    expect((await person.browser.get(path)).body).toHaveLength(1)
  })
})

describe('404', () => {
  test("S-06 somebody else's passkey is as unknown as one that does not exist", async () => {
    const [person, other] = [await register(server), await register(server)]
    for (const id of [other.passkey.credentialId, 'AAAA'])
      for (const [method, body] of [
        ['PATCH', { label: 'Mine' }],
        ['DELETE', undefined],
      ] as const)
        expect(await person.browser.call(method, `${path}/${id}`, { body })).toMatchObject(
          refusal(404, 'passkey_missing'),
        )
  })
})

describe('409', () => {
  test('a passkey that owns the account on one network stays', async () => {
    const person = await register(server)
    const { x, y, credentialId } = person.passkey
    const salt = person.session.account.salt
    await done(chains.one, createAccount(chains.one, { publicKey: { x, y }, salt }))
    expect(await person.browser.call('DELETE', `${path}/${credentialId}`)).toMatchObject(
      refusal(409, 'passkey_in_use'),
    )
  })

  test("W-22 a challenge of one account is not good for another's passkey", async () => {
    const [person, other] = [await register(server), await register(server)]
    const { body: options } = await person.browser.post(`${path}/options`, { label: 'Phone' })
    other.browser.cookies.set('sk_flow', person.browser.cookies.get('sk_flow') ?? '')
    const body = { label: 'Phone', credential: created(newPasskey(), options) }
    expect(await other.browser.post(path, body)).toMatchObject(refusal(409, 'challenge_gone'))
  })

  test("W-21 somebody else's passkey is refused", async () => {
    const [person, other] = [await register(server), await register(server)]
    const { answer } = await add(person, 'Stolen', other.passkey)
    expect(answer).toMatchObject(refusal(409, 'credential_known'))
  })
})
