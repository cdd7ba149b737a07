import {
  addresses,
  createAccount,
  encodeOwnerSignature,
  invitationDigest,
  messageDigest,
  signWithPasskey,
} from 'sparekey'
import type { Address } from 'viem'
import { beforeEach, describe, expect, test } from 'vitest'
import { done, useChains } from '../../../sdk/test/chains.ts'
import { created, type Faults } from '../../test/authenticator.ts'
import { newPasskey, type Person, random32, refusal, register, useServer } from '../../test/server.ts'

const chains = useChains()
const server = useServer({ chains })
const path = '/api/invitations'
const DAY = 86_400

let owner: Person
beforeEach(async () => {
  owner = await register(server)
  const { x, y } = owner.passkey
  await done(chains.one, createAccount(chains.one, { publicKey: { x, y }, salt: owner.session.account.salt }))
})

/** What the owner's browser sends. */
async function signed(days = 7, by = owner.passkey) {
  const account = owner.session.account.address as Address
  const id = random32()
  const expires = Math.floor(server.context.clock.now() / 1000 + days * DAY)
  const digest = messageDigest(
    addresses.passkeyValidator,
    account,
    invitationDigest({ account, id, expires }),
  )
  const signature = encodeOwnerSignature(by, await signWithPasskey(by, digest))
  return { id, expires, signature }
}

async function invited(days?: number) {
  const body = await signed(days)
  expect(await owner.browser.post(path, body)).toMatchObject({ status: 201 })
  return `${path}/${body.id}`
}

async function accept(link: string, passkey = newPasskey(), faults: Faults = {}, browser = server.browser()) {
  const { body: options } = await browser.post(`${link}/options`)
  return browser.post(`${link}/accept`, { credential: created(passkey, options, faults) })
}

describe('201', () => {
  test('an invitation that the owner signed is kept; sent twice it is one', async () => {
    const body = await signed()
    const answer = await owner.browser.post(path, body)
    expect(answer).toMatchObject({ status: 201, body: { ...body, state: 'open', publicKey: null } })
    expect(await owner.browser.post(path, body)).toEqual({ ...answer, headers: expect.anything() })
    expect((await owner.browser.get(path)).body).toContainEqual(answer.body)
    expect((await server.browser().get(`${path}/${body.id}`)).body).toEqual(answer.body)
  })
})

describe('200', () => {
  test("the friend's new passkey is named after the account and becomes part of the invitation", async () => {
    const link = await invited()
    const { body: options } = await server.browser().post(`${link}/options`)
    expect(options.user).toMatchObject({ name: `Guardian for ${owner.name}` })
    expect(options.user.id).not.toBe(owner.userHandle)
    const passkey = newPasskey()
    const { x, y } = passkey
    expect(await accept(link, passkey)).toMatchObject({
      status: 200,
      body: { state: 'accepted', publicKey: { x, y } },
    })
  })

  test('declined without a passkey', async () => {
    const link = await invited()
    expect(await server.browser().post(`${link}/decline`)).toMatchObject({ body: { state: 'declined' } })
  })
})

test('a browser whose clock is up to a day off may invite as others do', async () => {
  for (const days of [7 - 1, 7 + 1, 30 + 0.9])
    expect(await owner.browser.post(path, await signed(days))).toMatchObject({ status: 201 })
  expect(await owner.browser.post(path, await signed(32))).toMatchObject(refusal(400, 'invitation_invalid'))
})

describe('400', () => {
  test('not signed by the owner, for another time, too long or over', async () => {
    const body = await signed()
    const bad = [
      await signed(7, newPasskey()),
      { ...body, expires: body.expires + 1 },
      { ...body, id: random32() },
      { ...body, signature: '0x1234' },
      await signed(40),
      await signed(-1),
    ]
    for (const one of bad)
      expect(await owner.browser.post(path, one)).toMatchObject(refusal(400, 'invitation_invalid'))
  })

  test('W-21 a friend without user verification is refused, and may try again', async () => {
    const link = await invited()
    expect(await accept(link, newPasskey(), { flags: 0x59 })).toMatchObject(
      refusal(400, 'credential_invalid'),
    )
    expect(await accept(link)).toMatchObject({ status: 200 })
  })
})

describe('404', () => {
  test('whoever does not know the id learns nothing', async () => {
    expect(await server.browser().get(`${path}/${random32()}`)).toMatchObject(
      refusal(404, 'invitation_unknown'),
    )
  })
})

describe('409', () => {
  test('an id that is in use for something else', async () => {
    const body = await signed()
    await owner.browser.post(path, body)
    const other = await signed(8)
    const account = owner.session.account.address as Address
    const digest = invitationDigest({ account, id: body.id, expires: other.expires })
    const challenge = messageDigest(addresses.passkeyValidator, account, digest)
    const signature = encodeOwnerSignature(owner.passkey, await signWithPasskey(owner.passkey, challenge))
    const answer = await owner.browser.post(path, { id: body.id, expires: other.expires, signature })
    expect(answer).toMatchObject(refusal(409, 'invitation_exists'))
  })

  test('S-02 answered once: of 5 friends at once one is accepted, and afterwards nobody is', async () => {
    const link = await invited()
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(link)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const step of ['options', 'decline'])
      expect(await server.browser().post(`${link}/${step}`)).toMatchObject(
        refusal(409, 'invitation_answered'),
      )
  })

  test('after its time', async () => {
    const link = await invited(1)
    server.skip(DAY + 2)
    expect(await server.browser().post(`${link}/options`)).toMatchObject(refusal(409, 'invitation_expired'))
  })

  test("W-21 a friend cannot become guardian with the owner's passkey, whatever id it comes with", async () => {
    for (const faults of [{}, { credentialId: new Uint8Array(16).fill(3) }])
      expect(await accept(await invited(), owner.passkey, faults)).toMatchObject(
        refusal(409, 'credential_known'),
      )
  })

  test('W-19 one key is not two guardians, under another credential id and with other flags neither', async () => {
    const passkey = newPasskey()
    expect(await accept(await invited(), passkey)).toMatchObject({ status: 200 })
    for (const faults of [{}, { credentialId: new Uint8Array(16).fill(4) }, { flags: 0x45 }])
      expect(await accept(await invited(), passkey, faults)).toMatchObject(refusal(409, 'credential_known'))
  })
})
