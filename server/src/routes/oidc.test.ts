import { parseIdToken } from 'sparekey'
import { idTokenSchema, oidcSchema } from 'sparekey/schema'
import { describe, expect, test } from 'vitest'
import { signInAtIssuer } from '../../../dev/issuer/signIn.ts'
import { ada, authorization, bob } from '../../test/oidc.ts'
import { refusal, useServer } from '../../test/server.ts'
import { Secret } from '../secret.ts'

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

test('J-33 nothing but openid is asked for, and nothing else is in the token', async () => {
  const browser = server.browser()
  const { url, codeVerifier: kept } = await authorization(browser)
  expect(new URL(url).searchParams.get('scope')).toBe('openid')
  const back = await signInAtIssuer(url, ada)
  const { body } = await browser.post('/api/oidc/token', {
    ...{ code: back.searchParams.get('code'), codeVerifier: kept },
  })
  const payload = new TextDecoder().decode(parseIdToken(idTokenSchema.parse(body).idToken).payload)
  expect(payload).not.toMatch(/email|name|picture/)
})

describe('refuses', () => {
  test('J-30 a code with another browser’s verifier', async () => {
    const { url } = await authorization(server.browser())
    const back = await signInAtIssuer(url, ada)
    const body = { code: back.searchParams.get('code'), codeVerifier }
    expect(await server.browser().post('/api/oidc/token', body)).toMatchObject(refusal(400, 'oidc_refused'))
  })

  test.each([
    ['a short verifier', { code, codeVerifier: 'v'.repeat(42) }],
    ['a long verifier', { code, codeVerifier: 'v'.repeat(129) }],
    ['a verifier with other letters', { code, codeVerifier: `${'v'.repeat(43)}=` }],
    ['no verifier', { code }],
    ['an empty code', { code: '', codeVerifier }],
  ])('%s', async (_, body) =>
    expect(await server.browser().post('/api/oidc/token', body)).toMatchObject(refusal(400, 'body_invalid')),
  )

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
