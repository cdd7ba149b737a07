import { eq } from 'drizzle-orm'
import { encodeBase64Url, getAccountAddress } from 'sparekey'
import { sessionSchema } from 'sparekey/schema'
import { concat, type Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { coseOf, created, type Faults } from '../../test/authenticator.ts'
import { newName, newPasskey, random32, refusal, register, useServer } from '../../test/server.ts'
import { accounts } from '../tables/accounts.ts'
import { passkeys } from '../tables/passkeys.ts'

const server = useServer()
const path = '/api/registration'

/** Options of a browser that wants a name. */
async function begin(name = newName()) {
  const browser = server.browser()
  const { body: options } = await browser.post('/api/registration/options', { name })
  return { browser, name, options }
}

async function attempt(faults: Faults, passkey = newPasskey()) {
  const { browser, name, options } = await begin()
  const credential = created(passkey, options, faults)
  return browser.post(path, { name, salt: random32(), credential })
}

const count = () => server.context.db.$count(accounts)

describe('201', () => {
  test('the account has the address of its passkey and salt, a full session, and is to be created on every network', async () => {
    const { browser, name, options } = await begin()
    const [passkey, salt] = [newPasskey(), random32()]
    const answer = await browser.post(path, { name, salt, credential: created(passkey, options) })
    expect(answer.status).toBe(201)
    const { x, y } = passkey
    const address = getAccountAddress({ publicKey: { x, y }, salt }).toLowerCase()
    expect(sessionSchema.parse(answer.body)).toMatchObject({
      kind: 'full',
      account: { name, address, firstPublicKey: { x, y }, salt },
      credentialId: passkey.credentialId,
    })
    expect((await browser.get('/api/session')).body).toEqual(answer.body)
    const { body: submissions } = await server.browser().get(`/api/accounts/${address}/submissions`)
    expect(submissions).toMatchObject([{ chainId: 31337, action: 'create', state: 'queued' }])
  })

  test('S-11 the session is a new random token in a cookie that no script and no other site can use', async () => {
    const { browser } = await register(server)
    const line = browser.setCookies.find((cookie) => cookie.startsWith('sk_session='))
    expect(line).toMatch(/^sk_session=[\w-]{43}; /)
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(line).toContain(flag)
    expect(line).not.toContain('Domain')
  })
})

describe('400', () => {
  test.each<[string, Faults]>([
    ['the algorithm EdDSA (-8)', { cose: concat(['0xa4010103272006215820', `0x${'11'.repeat(32)}`]) }],
    [
      'the algorithm RS256 (-257)',
      { cose: concat(['0xa401030339010020590100', `0x${'11'.repeat(256)}`, '0x2143010001']) },
    ],
    [
      'a packed attestation whose signature is wrong',
      { format: 'packed', statement: '0xa263616c67266373696743010203' },
    ],
    ['an attestation of an unknown format', { format: 'other' }],
    ['a credential id of 1024 bytes', { credentialId: new Uint8Array(1024).fill(7) }],
    ['no user verification', { flags: 0x59 }],
    ['no user presence', { flags: 0x5c }],
    ['another RP id', { rpId: 'example.org' }],
    ['another origin', { origin: 'http://localhost:4001' }],
    ['an origin that only begins like ours', { origin: 'http://localhost:4000.example.org' }],
    ['the type of an assertion', { clientData: { type: 'webauthn.get' } }],
    ['crossOrigin (W-12)', { clientData: { crossOrigin: true } }],
    ['a topOrigin (W-12)', { clientData: { topOrigin: 'https://example.org' } }],
  ])('W-21 a registration with %s is refused and nothing is stored', async (_, faults) => {
    const before = await count()
    expect(await attempt(faults)).toMatchObject(refusal(400, 'credential_invalid'))
    expect(await count()).toBe(before)
  })

  test('W-21 a key that is compressed, indefinite, has a member twice, or is no point on P-256 is refused', async () => {
    const { x, y } = newPasskey()
    const keys: Hex[] = [
      concat(['0xa5010203262001215820', x, '0x22f5']),
      concat(['0xbf010203262001215820', x, '0x225820', y, '0xff']),
      concat(['0xa6010203262001215820', x, '0x215820', x, '0x225820', y]),
      concat(['0xa5010203262001215820', y, '0x225820', x]),
      concat([coseOf({ x, y }), '0x00']),
    ]
    for (const cose of keys) expect(await attempt({ cose })).toMatchObject(refusal(400, 'credential_invalid'))
  })

  test('an address in the body is not believed: there is no such member', async () => {
    const { browser, name, options } = await begin()
    const credential = created(newPasskey(), options)
    const body = { name, salt: random32(), credential, address: `0x${'11'.repeat(20)}` }
    expect(await browser.post(path, body)).toMatchObject(refusal(400, 'body_invalid'))
  })

  test('names that look like others are refused', async () => {
    const names = ['Alice', 'аlice', 'al', '-alice', 'alice-', 'al--ice', 'alice ', 'al_ice', 'a'.repeat(31)]
    for (const name of names)
      expect(await server.browser().post('/api/registration/options', { name })).toMatchObject(
        refusal(400, 'body_invalid'),
      )
  })
})

describe('409', () => {
  test('W-21 a credential id or key that is registered already is refused, whoever has it', async () => {
    const { passkey } = await register(server)
    const before = await count()
    expect(await attempt({}, passkey)).toMatchObject(refusal(409, 'credential_known'))
    const sameId = { credentialId: Buffer.from(passkey.credentialId, 'base64url') }
    expect(await attempt(sameId)).toMatchObject(refusal(409, 'credential_known'))
    const sameKey = { credentialId: new Uint8Array(16).fill(9) }
    expect(await attempt(sameKey, passkey)).toMatchObject(refusal(409, 'credential_known'))
    expect(await count()).toBe(before)
  })

  test('W-21 every account has a user handle of its own, 64 random bytes', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => register(server)))
    const handles = people.map(({ userHandle }) => userHandle)
    expect(new Set(handles).size).toBe(5)
    for (const handle of handles) expect(Buffer.from(handle, 'base64url')).toHaveLength(64)
  })

  test('W-22 a challenge counts once, for 5 minutes, in its browser, for its name', async () => {
    const { browser, name, options } = await begin()
    const body = { name, salt: random32(), credential: created(newPasskey(), options) }
    const stranger = server.browser()
    expect(await stranger.post(path, body)).toMatchObject(refusal(409, 'challenge_gone'))
    expect(await browser.post(path, { ...body, name: newName() })).toMatchObject(
      refusal(409, 'challenge_gone'),
    )
    expect(await browser.post(path, body)).toMatchObject({ status: 201 })
    expect(await browser.post(path, body)).toMatchObject(refusal(409, 'challenge_gone'))
    const late = await begin()
    server.skip(301)
    const credential = created(newPasskey(), late.options)
    const answer = await late.browser.post(path, { name: late.name, salt: random32(), credential })
    expect(answer).toMatchObject(refusal(409, 'challenge_gone'))
  })

  test('W-22 a challenge that nobody issued, a short one and one for signing in are refused', async () => {
    const { browser, name } = await begin()
    const signIn = await browser.post('/api/sign-in/options')
    for (const challenge of [encodeBase64Url(new Uint8Array(32)), 'AAAA', signIn.body.challenge]) {
      const credential = created(newPasskey(), { challenge })
      const answer = await browser.post(path, { name, salt: random32(), credential })
      expect(answer).toMatchObject(refusal(409, 'challenge_gone'))
    }
  })

  test('S-02 without the first step there is no second', async () => {
    const credential = created(newPasskey(), { challenge: encodeBase64Url(new Uint8Array(32).fill(3)) })
    const before = await count()
    const answer = await server.browser().post(path, { name: newName(), salt: random32(), credential })
    expect(answer).toMatchObject(refusal(409, 'challenge_gone'))
    expect(await count()).toBe(before)
  })

  test('of 20 equal attempts at once, one creates the account', async () => {
    const { browser, name, options } = await begin()
    const body = { name, salt: random32(), credential: created(newPasskey(), options) }
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.post(path, body)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
    const { db } = server.context
    expect(await db.select().from(accounts).where(eq(accounts.name, name))).toHaveLength(1)
  })

  test('a name that was taken in the meantime leaves nothing of the passkey behind', async () => {
    const { browser, name, options } = await begin()
    server.skip(200)
    await browser.post('/api/registration/options', { name: newName() })
    await server.context.db.insert(accounts).values({
      ...{
        name,
        address: '0x01',
        userHandle: 'u',
        firstX: 'x',
        firstY: 'y',
        salt: 's',
        createdAt: new Date(),
      },
    })
    const passkey = newPasskey()
    const answer = await browser.post(path, { name, salt: random32(), credential: created(passkey, options) })
    expect(answer).toMatchObject(refusal(409, 'name_taken'))
    const { db } = server.context
    const stored = await db.select().from(passkeys).where(eq(passkeys.credentialId, passkey.credentialId))
    expect(stored).toEqual([])
  })
})
