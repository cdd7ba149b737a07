import { eq } from 'drizzle-orm'
import type { RecoverySettings, SettingsJson } from 'sparekey/admin-schema'
import { generatePrivateKey } from 'viem/accounts'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  adminConfig,
  adminOver,
  confirmAt,
  firstAdmin,
  furtherOperator,
  type TestAdmin,
  type TestOperator,
} from '../../test/operators.ts'
import { type Person, refusal, register, useServer } from '../../test/server.ts'
import { isHelped, whyNoHelp } from '../help.ts'
import { Secret } from '../secret.ts'
import { accounts } from '../tables/accounts.ts'
import { accountRecovery, settings } from '../tables/settings.ts'
import { webhooks as sent } from '../tables/webhooks.ts'
import { HOST } from './audit.ts'
import { confirmProposal } from './proposals.ts'

const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
const server = useServer({ config: { admin: adminConfig, webhooks } })
let admin: TestAdmin
let ada: TestOperator
let sam: TestOperator
beforeAll(async () => {
  admin = adminOver(server.context)
  ada = await firstAdmin(admin)
  sam = await furtherOperator(admin, ada, 'support', (id) =>
    confirmProposal(server.context.db, server.context, { id, by: { name: HOST } }),
  )
})
beforeEach(async () => {
  await server.context.db.delete(settings)
  await server.context.db.delete(accountRecovery)
  for (const { browser, passkey } of [ada, sam]) await confirmAt(browser, passkey)
})

const read = async (): Promise<SettingsJson> => (await ada.browser.get('/api/settings')).body
async function change(recovery: Partial<RecoverySettings>) {
  const now = await read()
  const body = { version: now.version, recovery: { ...now.recovery, ...recovery } }
  return ada.browser.call('PUT', '/api/settings', { body })
}
const forOne = (who: TestOperator, { session }: Person, recovery: string) =>
  who.browser.call('PUT', `/api/accounts/${session.account.address}/recovery`, {
    body: { recovery, reason: 'asked by phone' },
  })
/** Whether an account can ask for a recovery. */
const askFor = async ({ session }: Person) =>
  (await server.browser().post('/api/requests/options', { account: session.account.address })).status

describe('DYN-10, DYN-29: one switch for all, and another one for each', () => {
  test('all, on request, off – and what is said for one account', async () => {
    const [usual, let_, not] = [await register(server), await register(server), await register(server)]
    expect((await forOne(ada, let_, 'on')).status).toBe(200)
    expect((await forOne(ada, not, 'off')).status).toBe(200)
    const statuses = async (mode: RecoverySettings['mode']) => {
      expect(await change({ mode })).toMatchObject({ status: 200, body: { recovery: { mode } } })
      return [await askFor(usual), await askFor(let_), await askFor(not)]
    }
    expect(await statuses('on-request')).toEqual([403, 200, 403])
    expect(await statuses('off')).toEqual([403, 403, 403])
    expect(await statuses('all')).toEqual([200, 200, 403])
    expect((await forOne(ada, not, 'default')).status).toBe(200)
    expect(await askFor(not)).toBe(200)
  })

  test('who is refused is told why, and browsers know before', async () => {
    const person = await register(server)
    await change({ mode: 'off' })
    expect(
      await server.browser().post('/api/requests/options', { account: person.session.account.address }),
    ).toMatchObject(refusal(403, 'recovery_off'))
    const { body } = await server.browser().get('/api/config')
    expect(body.recovery).toEqual((await read()).recovery)
  })

  test('support lets one account recover when its owner asks, and does nothing else of it', async () => {
    const person = await register(server)
    await change({ mode: 'on-request' })
    expect((await forOne(sam, person, 'on')).status).toBe(200)
    expect(await askFor(person)).toBe(200)
    for (const recovery of ['off', 'default'])
      expect(await forOne(sam, person, recovery)).toMatchObject(refusal(403, 'role_insufficient'))
    expect(await sam.browser.get('/api/settings')).toMatchObject(refusal(403, 'role_insufficient'))
  })

  test('one account and many at once are answered alike', async () => {
    const { db, clock } = server.context
    const [one, two] = [await register(server), await register(server)]
    await forOne(ada, one, 'on')
    await forOne(ada, two, 'off')
    for (const mode of ['all', 'on-request', 'off'] as const) {
      await change({ mode })
      const now = new Date(clock.now())
      const rows = await db
        .select({ address: accounts.address })
        .from(accounts)
        .where(isHelped(db, accounts.address, now))
      const helped = new Set(rows.map(({ address }) => address))
      for (const { address } of await db.select({ address: accounts.address }).from(accounts))
        expect([mode, address, helped.has(address)]).toEqual([
          mode,
          address,
          (await whyNoHelp(db, address, clock)) === undefined,
        ])
    }
  })
})

describe('kinds of guardians', () => {
  const wallet = { signer: `0x${'11'.repeat(20)}`, kind: 'wallet', label: 'Wallet' }
  const phrase = { signer: `0x${'22'.repeat(20)}`, kind: 'passphrase', label: 'Sentence' }
  const put = ({ browser }: Person, body: object[]) => browser.call('PUT', '/api/guardians', { body })

  test('what is not offered cannot be added; what is there already stays', async () => {
    const person = await register(server)
    expect((await put(person, [wallet])).status).toBe(200)
    await change({ kinds: ['passphrase'] })
    expect((await put(person, [{ ...wallet, label: 'My wallet' }, phrase])).status).toBe(200)
    const other = { ...wallet, signer: `0x${'33'.repeat(20)}` }
    expect(await put(person, [wallet, other])).toMatchObject(refusal(403, 'kind_off'))
    expect((await person.browser.get('/api/guardians')).body).toHaveLength(2)
    const stranger = await register(server)
    expect(await put(stranger, [wallet])).toMatchObject(refusal(403, 'kind_off'))
    expect(await put(person, [{ ...phrase, kind: 'wallet' }])).toMatchObject(refusal(403, 'kind_off'))
  })
})

describe('changing settings', () => {
  test('no preset waits less than the design says, and none longer than a policy can', async () => {
    const { minimumDelay } = (await read()).recovery
    expect(minimumDelay).toEqual({ balanced: 259_200, simple: 0, strict: 259_200, custom: 0 })
    for (const preset of ['balanced', 'strict'] as const)
      expect(await change({ minimumDelay: { ...minimumDelay, [preset]: 259_199 } })).toMatchObject(
        refusal(400, 'delay_too_short'),
      )
    const month = 30 * 86_400
    expect((await change({ minimumDelay: { ...minimumDelay, custom: month } })).status).toBe(200)
    expect(await change({ minimumDelay: { ...minimumDelay, custom: month + 1 } })).toMatchObject(
      refusal(400, 'body_invalid'),
    )
  })

  test('of two who have read the same, one changes it and the other one looks again', async () => {
    const now = await read()
    const put = (mode: string) =>
      ada.browser.call('PUT', '/api/settings', {
        body: { version: now.version, recovery: { ...now.recovery, mode } },
      })
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([put('off'), put('on-request'), put('all')])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(round === 0 ? 1 : 0)
    }
    const ahead = { version: now.version + 7, recovery: now.recovery }
    expect(await ada.browser.call('PUT', '/api/settings', { body: ahead })).toMatchObject(
      refusal(409, 'settings_changed'),
    )
    await server.context.db.delete(settings)
    expect(await ada.browser.call('PUT', '/api/settings', { body: ahead })).toMatchObject(
      refusal(409, 'settings_changed'),
    )
  })
})

describe('the operator’s webhook', () => {
  const url = 'https://hooks.example.org/secret-path'
  const put = (body: object) => ada.browser.call('PUT', '/api/webhook', { body })

  test('is told what it asked for, and nothing else; its URL is sealed, and its key is shown', async () => {
    expect((await put({ url, events: ['account.locked'] })).status).toBe(200)
    const { body } = await ada.browser.get('/api/webhook')
    expect(body).toMatchObject({ webhook: { url, events: ['account.locked'] } })
    expect(body.publicKey).toMatch(/^whpk_[\w+/]{43}=$/)
    const { address } = (await register(server)).session.account
    const until = new Date(server.context.clock.now() + 60_000).toISOString()
    await ada.browser.post(`/api/accounts/${address}/lock`, { reason: 'mailbox taken', until })
    await change({ mode: 'on-request' })
    const { body: tested } = await ada.browser.post('/api/webhook/test')
    const rows = await server.context.db.select().from(sent)
    expect(rows.map(({ type }) => type).sort()).toEqual(['account.locked', 'test'])
    expect(rows.find(({ type }) => type === 'test')?.id).toBe(tested.id)
    expect(JSON.stringify(rows)).not.toContain('secret-path')
    const [locked] = await server.context.db.select().from(sent).where(eq(sent.type, 'account.locked'))
    expect(JSON.parse(locked?.body ?? '').data).toEqual({ account: address, until })
    expect((await ada.browser.call('DELETE', '/api/webhook')).status).toBe(204)
    expect(await ada.browser.post('/api/webhook/test')).toMatchObject(refusal(404, 'webhooks_off'))
  })

  test('goes nowhere inside', async () => {
    for (const inside of ['http://example.org/', 'https://127.0.0.1/', 'https://10.0.0.1/', 'https://[::1]/'])
      expect(await put({ url: inside, events: ['account.locked'] })).toMatchObject(
        refusal(400, 'webhook_invalid'),
      )
  })
})
