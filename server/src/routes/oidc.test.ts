import { createHash } from 'node:crypto'
import { encodeOidcApproval, oidcKey, oidcNonce, parseIdToken } from 'sparekey'
import { type AccountJson, idTokenSchema, oidcSchema } from 'sparekey/schema'
import { concatHex, type Hex, hexToBytes } from 'viem'
import { describe, expect, test } from 'vitest'
import { signInAtIssuer } from '../../../dev/issuer/signIn.ts'
import { ada, authorization, bob, codeOf } from '../../test/oidc.ts'
import { random32, refusal, register, useServer } from '../../test/server.ts'
import { forgetUnusedLinks } from '../oidc/links.ts'
import { Secret } from '../secret.ts'
import { ONLY, settingsOf } from '../settings.ts'
import { oidcLinks } from '../tables/oidcLinks.ts'
import { settings } from '../tables/settings.ts'

const server = useServer({ hasIssuer: true })
const without = useServer()
const [code, codeVerifier] = ['c'.repeat(43), 'v'.repeat(43)]

test('somebody signs in, and the token goes to the browser that began', async () => {
  for (const person of [ada, bob]) {
    const browser = server.browser()
    const { url, codeVerifier: kept, state } = await authorization(browser, 'the-hash')
    const back = await signInAtIssuer(url, person)
    expect(back.searchParams.get('state')).toBe(state)
    const answer = await browser.post('/api/oidc/token', {
      ...{ code: back.searchParams.get('code'), codeVerifier: kept },
    })
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const { claims } = parseIdToken(idTokenSchema.parse(answer.body).idToken)
    const { issuer, clientId } = oidcSchema.parse((await browser.get('/api/oidc')).body)
    expect(claims).toMatchObject({ iss: issuer, aud: clientId, sub: person.subject, nonce: 'the-hash' })
  }
})

test('J-33 nothing but openid is asked for, and nothing else is in the token, nor in what comes onto the chain', async () => {
  const browser = server.browser()
  const { url, codeVerifier: kept } = await authorization(browser, oidcNonce(random32()))
  expect(new URL(url).searchParams.get('scope')).toBe('openid')
  const back = await signInAtIssuer(url, ada)
  const { body } = await browser.post('/api/oidc/token', {
    ...{ code: back.searchParams.get('code'), codeVerifier: kept },
  })
  const token = parseIdToken(idTokenSchema.parse(body).idToken)
  const onChain = Buffer.from(hexToBytes(encodeOidcApproval('0x0102030405060700', random32(), token)))
  for (const text of [Buffer.from(token.payload), onChain].map((bytes) => bytes.toString('latin1'))) {
    expect(text).toContain(ada.subject)
    expect(text).not.toMatch(/email|name|picture|profile/i)
    for (const secret of [ada.name, ada.address]) expect(text).not.toContain(secret)
  }
})

describe('an account', () => {
  const salt = random32()
  const guardianOf = (subject: string) => {
    const { issuer = '', clientId = '', guardian = '0x' } = server.config.oidc ?? {}
    return concatHex([guardian as Hex, oidcKey({ issuer, audience: clientId, subject }, salt)])
  }
  const labelOf = (subject: string) => ({
    signer: guardianOf(subject),
    kind: 'oidc',
    label: 'Google account',
  })
  const find = async (person: typeof ada) => {
    const browser = server.browser()
    const { status, body } = await browser.post('/api/oidc/accounts', await codeOf(browser, person))
    expect(status).toBe(200)
    return (body as AccountJson[]).map(({ address }) => address)
  }

  test('is found by who was linked, once the owner has set that up, until it is removed', async () => {
    const { browser, session } = await register(server)
    const { address } = session.account
    const answer = await browser.post('/api/oidc/link', { ...(await codeOf(browser, ada, 'mine')), salt })
    const { claims } = parseIdToken(idTokenSchema.parse(answer.body).idToken)
    expect(claims).toMatchObject({ sub: ada.subject, nonce: 'mine' })
    expect(await find(ada)).not.toContain(address)
    await browser.call('PUT', '/api/guardians', { body: [labelOf(ada.subject)] })
    expect(await find(ada)).toContain(address)
    expect(await find(bob)).not.toContain(address)
    await browser.call('PUT', '/api/guardians', { body: [] })
    await browser.call('PUT', '/api/guardians', { body: [labelOf(ada.subject)] })
    expect(await find(ada)).not.toContain(address)
  })

  test('is not found by whom its owner only claims to have linked', async () => {
    const { browser, session } = await register(server)
    await browser.call('PUT', '/api/guardians', { body: [labelOf(bob.subject)] })
    expect(await find(bob)).not.toContain(session.account.address)
  })

  test('is forgotten after a month if its owner never set it up', async () => {
    const [set, left] = [await register(server), await register(server)]
    for (const { browser } of [set, left])
      await browser.post('/api/oidc/link', { ...(await codeOf(browser, ada)), salt })
    await set.browser.call('PUT', '/api/guardians', { body: [labelOf(ada.subject)] })
    const linked = async () => {
      const rows = await server.context.db.select().from(oidcLinks)
      const mine = [set, left].map(({ session }) => session.account.address as string)
      return mine.map((address) => rows.some(({ account }) => account === address))
    }
    await forgetUnusedLinks(server.context)
    expect(await linked()).toEqual([true, true])
    const later = { ...server.context, clock: { now: () => server.context.clock.now() + 31 * 86_400_000 } }
    await forgetUnusedLinks(later)
    expect(await linked()).toEqual([true, false])
  })

  test('keeps nothing that says who it is', async () => {
    const { browser } = await register(server)
    await browser.post('/api/oidc/link', { ...(await codeOf(browser, ada)), salt })
    const rows = JSON.stringify(await server.context.db.select().from(oidcLinks))
    const { issuer = '' } = server.config.oidc ?? {}
    const plain = createHash('sha256')
      .update(JSON.stringify([issuer, ada.subject]))
      .digest('hex')
    expect(rows).toContain(guardianOf(ada.subject))
    for (const telling of [ada.subject, issuer, plain]) expect(rows).not.toContain(telling)
  })
})

describe('refuses', () => {
  test('J-30 a code with another browser’s verifier', async () => {
    const { url } = await authorization(server.browser())
    const back = await signInAtIssuer(url, ada)
    const body = { code: back.searchParams.get('code'), codeVerifier }
    expect(await server.browser().post('/api/oidc/token', body)).toMatchObject(refusal(400, 'oidc_refused'))
  })

  test('J-30 a code a second time', async () => {
    const browser = server.browser()
    const { url, codeVerifier: kept } = await authorization(browser)
    const back = await signInAtIssuer(url, ada)
    const body = { code: back.searchParams.get('code'), codeVerifier: kept }
    expect(await browser.post('/api/oidc/token', body)).toMatchObject({ status: 200 })
    expect(await browser.post('/api/oidc/token', body)).toMatchObject(refusal(400, 'oidc_refused'))
  })

  test.each([
    ['a short verifier', { code, codeVerifier: 'v'.repeat(42) }],
    ['a long verifier', { code, codeVerifier: 'v'.repeat(129) }],
    ['a verifier with other letters', { code, codeVerifier: `${'v'.repeat(43)}=` }],
    ['no verifier', { code }],
    ['an empty code', { code: '', codeVerifier }],
  ])('J-30 %s', async (_, body) =>
    expect(await server.browser().post('/api/oidc/token', body)).toMatchObject(refusal(400, 'body_invalid')),
  )

  test('to link somebody where the operator has switched sign-ins off', async () => {
    const { browser } = await register(server)
    const { db } = server.context
    const { recovery } = await settingsOf(db)
    await db.insert(settings).values({ id: ONLY, version: 1, recovery: { ...recovery, kinds: ['wallet'] } })
    const answer = await browser.post('/api/oidc/link', { ...(await codeOf(browser, ada)), salt: random32() })
    expect(answer).toMatchObject(refusal(403, 'kind_off'))
    await db.delete(settings)
  })

  test('where people cannot sign in this way', async () => {
    const browser = without.browser()
    expect(await browser.get('/api/oidc')).toMatchObject(refusal(404, 'oidc_off'))
    const answer = await browser.post('/api/oidc/token', { code, codeVerifier })
    expect(answer).toMatchObject(refusal(404, 'oidc_off'))
  })
})

describe('while the issuer is silent', () => {
  const silent = useServer({
    config: {
      oidc: {
        ...{ name: 'Nobody', issuer: 'http://localhost:9', clientId: 'c', clientSecret: new Secret('s') },
        guardian: '0x5a0000000000000000000000000000000000000a',
        headers: [],
      },
    },
  })

  test('says so, with when to try again', async () => {
    const browser = silent.browser()
    expect(await browser.get('/api/oidc')).toMatchObject(refusal(503, 'oidc_unavailable'))
    const answer = await browser.post('/api/oidc/token', { code, codeVerifier })
    expect(answer).toMatchObject(refusal(503, 'oidc_unavailable'))
  })
})
