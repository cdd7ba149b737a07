import { describe, expect, test } from 'vitest'
import { refusal, register, useServer } from '../../test/server.ts'
import { endSessionsOf } from '../sessions.ts'
import { sessions } from '../tables/sessions.ts'

const server = useServer()
const path = '/api/session'

describe('204', () => {
  test('S-11 signing out ends the session, also for whoever copied the cookie', async () => {
    const { browser } = await register(server)
    const copy = server.browser()
    copy.cookies.set('sk_session', browser.cookies.get('sk_session') ?? '')
    expect((await browser.call('DELETE', path)).status).toBe(204)
    expect(browser.cookies.has('sk_session')).toBe(false)
    expect(await copy.get(path)).toMatchObject(refusal(401, 'session_required'))
  })
})

describe('401', () => {
  test('without a cookie, with a wrong one and with the stored hash itself', async () => {
    await register(server)
    const [row] = await server.context.db.select().from(sessions)
    for (const cookie of [undefined, 'A'.repeat(43), row?.tokenHash]) {
      const browser = server.browser()
      if (cookie) browser.cookies.set('sk_session', cookie)
      expect(await browser.get(path)).toMatchObject(refusal(401, 'session_required'))
    }
  })

  test('a full session ends after 12 hours without use, and every use moves the end on', async () => {
    const { browser } = await register(server)
    for (let hours = 0; hours < 30; hours += 10) {
      server.skip(10 * 3600)
      expect((await browser.get(path)).status).toBe(200)
    }
    server.skip(12 * 3600 + 1)
    expect(await browser.get(path)).toMatchObject(refusal(401, 'session_required'))
  })

  test('S-11 when the keys of an account change, all of its sessions end', async () => {
    const [one, other] = [await register(server), await register(server)]
    await endSessionsOf(server.context.db, one.session.account.address)
    expect(await one.browser.get(path)).toMatchObject(refusal(401, 'session_required'))
    expect((await other.browser.get(path)).status).toBe(200)
  })

  test('a recovery session ends after 30 minutes without use, and may not do what an owner may', async () => {
    const { browser } = await register(server)
    await server.context.db.update(sessions).set({ kind: 'recovery' })
    expect(await browser.get(path)).toMatchObject({ status: 200, body: { kind: 'recovery' } })
    for (const owned of ['/api/passkeys', '/api/guardians', '/api/invitations'])
      expect(await browser.get(owned)).toMatchObject(refusal(403, 'session_insufficient'))
    server.skip(30 * 60 + 1)
    expect(await browser.get(path)).toMatchObject(refusal(401, 'session_required'))
  })
})
