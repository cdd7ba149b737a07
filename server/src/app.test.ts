import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { configSchema, problemSchema } from 'sparekey/schema'
import { afterAll, describe, expect, test } from 'vitest'
import { asserted, created } from '../test/authenticator.ts'
import { Browser, newName, newPasskey, random32, refusal, register, useServer } from '../test/server.ts'
import { createApp } from './app.ts'
import { checks } from './checks.ts'
import { Refusal } from './errors.ts'
import { errorForLog } from './log.ts'
import { endpoints } from './routes/index.ts'
import { RouteTableError } from './startErrors.ts'

const webDir = mkdtempSync(join(tmpdir(), 'sparekey-web-'))
mkdirSync(join(webDir, 'assets'))
writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Sparekey</title>')
writeFileSync(join(webDir, 'assets', 'main-Ab3dE_f9.js'), `console.log('${'x'.repeat(500)}')`)
writeFileSync(join(webDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
writeFileSync(`${webDir}-secret.txt`, 'secret')
afterAll(() => {
  rmSync(webDir, { recursive: true })
  rmSync(`${webDir}-secret.txt`)
})

const server = useServer({ config: { webDir } })
const get = (path: string, headers: Record<string, string> = {}) => server.browser().get(path, { headers })

describe('headers', () => {
  const paths = [
    '/',
    '/account',
    '/api/config',
    '/api/nothing',
    '/api/session',
    '/api/docs',
    '/health',
    '/no.png',
  ]

  test.each(paths)('%s has all security headers, whatever its status', async (path) => {
    const { headers } = await get(path)
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
      ]),
    )
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/)
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('Permissions-Policy')).toContain('publickey-credentials-get=(self)')
    expect(headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/)
    expect(headers.has('Strict-Transport-Security'), 'only over https').toBe(false)
  })

  test('S-11 over https browsers are told to stay there, and cookies are secure', async () => {
    const config = { ...server.config, origin: 'https://example.org', rpId: 'example.org' }
    const browser = new Browser(createApp({ ...server.context, config }), config.origin)
    const { headers } = await browser.post('/api/registration/options', { name: newName() })
    expect(headers.get('Strict-Transport-Security')).toMatch(/max-age=\d{8}/)
    for (const cookie of browser.setCookies) expect(cookie).toContain('Secure')
  })

  test('answers are dated by the clock by which locks and sessions end', async () => {
    server.skip(3 * 86_400)
    for (const path of ['/health', '/api/nothing']) {
      const date = Date.parse((await get(path)).headers.get('date') ?? '')
      expect(Math.abs(date - server.context.clock.now())).toBeLessThan(5_000)
      expect(date).toBeGreaterThan(Date.now() + 2 * 86_400_000)
    }
    server.skip(-3 * 86_400)
  })

  test('what the API answers is not stored by anybody', async () => {
    const { browser } = await register(server)
    for (const path of ['/api/session', '/api/passkeys', '/api/nothing'])
      expect((await browser.get(path)).headers.get('Cache-Control')).toBe('no-store')
  })
})

describe('the web app', () => {
  test('every path of the app is index.html, which is asked for anew each time', async () => {
    for (const path of ['/', '/account', '/request/0x12']) {
      const { status, headers, body } = await get(path)
      expect([status, body]).toEqual([200, '<!doctype html><title>Sparekey</title>'])
      expect(headers.get('Cache-Control')).toBe('no-cache')
      expect((await get(path, { 'If-None-Match': headers.get('ETag') ?? '' })).status).toBe(304)
    }
  })

  test('files with a hash in their name are kept for ever, and packed', async () => {
    const { headers } = await get('/assets/main-Ab3dE_f9.js', { 'Accept-Encoding': 'gzip, br' })
    expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('Content-Encoding')).toBe('gzip')
    expect((await get('/favicon.svg')).headers.get('Cache-Control')).toBe('no-cache')
  })

  test('no path leads out of its folder, and a missing file is missing', async () => {
    const out = `/../${webDir.split('/').pop()}-secret.txt`
    for (const path of [
      out,
      out.replace('..', '%2e%2e'),
      '/..%2fsecret.txt',
      '/assets/none.js',
      '/assets/%00.js',
    ])
      expect(await get(path)).toMatchObject(refusal(404, 'not_found'))
  })

  test('the API is never the app', async () => {
    for (const path of ['/api', '/api/', '/api/nothing'])
      expect(await get(path)).toMatchObject(refusal(404, 'not_found'))
    expect(await server.browser().post('/account')).toMatchObject(refusal(404, 'not_found'))
  })
})

test('what the operator has to say of products of others reaches the page, and nothing stands for nothing', async () => {
  const notice = 'Example Ltd only makes locks.'
  const config = { ...server.config, legalNotice: notice }
  const browser = new Browser(createApp({ ...server.context, config }), server.config.origin)
  expect(configSchema.parse((await browser.get('/api/config')).body).legalNotice).toBe(notice)
  expect((await server.browser().get('/api/config')).body).not.toHaveProperty('legalNotice')
})

describe('refusals', () => {
  test('a failure that nobody thought of is 500 and says nothing about itself', async () => {
    const db = new Proxy(server.context.db, {
      get() {
        throw new Error('connect ECONNREFUSED postgres://user:password@db')
      },
    })
    const browser = new Browser(createApp({ ...server.context, db }), server.config.origin)
    const { status, body, headers } = await browser.get('/api/config')
    expect([status, headers.get('Content-Type')]).toEqual([500, 'application/problem+json'])
    expect(problemSchema.parse(body)).toMatchObject({ code: 'internal' })
    expect(JSON.stringify(body)).not.toMatch(/ECONN|password|postgres/)
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'self'")
  })

  test('every endpoint has its row of checks, and the other way round', () => {
    expect(endpoints.map(({ name }) => name).sort()).toEqual(Object.keys(checks).sort())
    expect(() => createApp(server.context, endpoints.slice(1))).toThrow(RouteTableError)
    expect(() => createApp(server.context, [...endpoints, ...endpoints.slice(0, 1)])).toThrow(RouteTableError)
  })
})

describe('documentation', () => {
  test('the document lists every endpoint with its refusals, and patterns of what it takes', async () => {
    const { body } = await get('/api/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const listed = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(listed.sort()).toEqual(Object.keys(checks).sort())
    const { responses, requestBody } = body.paths['/api/registration'].post
    expect(Object.keys(responses)).toEqual(['201', '400', '403', '409', '413', '415', '429'])
    expect(requestBody.content['application/json'].schema.properties.salt.pattern).toBe('^0x[0-9a-f]{64}$')
  })

  test('its page loads nothing from elsewhere and has nothing inline', async () => {
    const { body } = await get('/api/docs')
    const sources = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string)
    expect(sources).toHaveLength(3)
    for (const source of sources) {
      expect(source).toMatch(/^\/api\/docs\//)
      expect((await get(source)).status).toBe(200)
    }
    expect(body).not.toMatch(/<script>|<style|style=|onload=/)
    expect(await get('/api/docs/swagger-ui-package.json')).toMatchObject(refusal(404, 'not_found'))
  })
})

test('no log line has a cookie, challenge, signature, body or credential in it', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const browser = new Browser(createApp({ ...server.context, log }), server.config.origin)
  const [name, passkey] = [newName(), newPasskey()]
  const { body: options } = await browser.post('/api/registration/options', { name })
  const credential = created(passkey, options)
  await browser.post('/api/registration', { name, salt: random32(), credential })
  const { body: request } = await browser.post('/api/sign-in/options')
  const assertion = await asserted(passkey, request)
  await browser.post('/api/sign-in', { credential: assertion })
  await browser.post('/api/sign-in', { credential: { ...assertion, id: 'AAAA' } })
  await browser.post('/api/registration', '{"salt":"hidden')
  const text = lines.join('')
  expect(lines.length).toBeGreaterThan(6)
  const secrets = [...browser.cookies.values(), options.challenge, request.challenge, 'hidden', credential.id]
  secrets.push(assertion.response.signature, credential.response.attestationObject)
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test('a failed statement is logged without the values in it', async () => {
  const { db } = server.context
  const error = await db.execute(sql`select ${'hidden'}::int`).catch((caught: unknown) => caught)
  expect(String((error as Error).message)).toContain('hidden')
  const shown = JSON.stringify(errorForLog(new Refusal('internal', { cause: error })))
  expect(shown).toContain('select')
  expect(shown).not.toMatch(/params: hidden/)
})
