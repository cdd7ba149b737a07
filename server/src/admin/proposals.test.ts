// what needs a second operator.
import { and, eq } from 'drizzle-orm'
import { generatePrivateKey } from 'viem/accounts'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { queuedMails } from '../../test/mail.ts'
import {
  adminConfig,
  adminOver,
  confirmAt,
  enrol,
  firstAdmin,
  furtherOperator,
  signInAt,
  type TestAdmin,
  type TestOperator,
} from '../../test/operators.ts'
import { refusal, register, useServer } from '../../test/server.ts'
import { contactsOf } from '../contacts.ts'
import { transact } from '../db.ts'
import { addContact } from '../mail/contactChanges.ts'
import { Secret } from '../secret.ts'
import { audit } from '../tables/audit.ts'
import { mails } from '../tables/mailboxes.ts'
import { operators, proposals } from '../tables/operators.ts'
import { HOST } from './audit.ts'
import { runOperator } from './command/operator.ts'
import { lockOf } from './locks.ts'
import { confirmProposal } from './proposals.ts'

const webhooks = { key: new Secret(generatePrivateKey()), isLocalAllowed: false }
const server = useServer({ hasMail: true, config: { admin: adminConfig, webhooks } })
let admin: TestAdmin
let ada: TestOperator
let cleo: TestOperator
let sam: TestOperator
const byHost = (id: string) => confirmProposal(server.context.db, server.context, { id, by: { name: HOST } })
const confirm = (who: TestOperator, id: string) => who.browser.post(`/api/proposals/${id}/confirmation`)
beforeAll(async () => {
  admin = adminOver(server.context)
  ada = await firstAdmin(admin)
  cleo = await furtherOperator(admin, ada, 'admin', byHost)
  sam = await furtherOperator(admin, ada, 'support', (id) => confirm(cleo, id))
})
beforeEach(async () => {
  await server.context.db.delete(proposals)
  for (const { browser, passkey } of [ada, cleo, sam]) await confirmAt(browser, passkey)
})

/** An account that is locked, and what was answered. */
async function locked(by = ada) {
  const { session } = await register(server)
  const account = session.account.address
  const until = new Date(server.context.clock.now() + 3_600_000).toISOString()
  const answer = await by.browser.post(`/api/accounts/${account}/lock`, { reason: 'mailbox taken', until })
  expect(answer.status).toBe(201)
  return { account, until }
}

const propose = async (who: TestOperator, body: object): Promise<string> => {
  const answer = await who.browser.post('/api/proposals', { reason: 'mailbox is back', ...body })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body.id
}
const lockNow = (account: string) => lockOf(server.context.db, account, server.context.clock)

describe('unlocking early', () => {
  test('A-03 one proposes, another admin confirms; support may propose', async () => {
    for (const by of [ada, sam]) {
      const { account } = await locked()
      const id = await propose(by, { kind: 'unlock', account })
      expect(await lockNow(account)).toBeDefined()
      expect((await confirm(cleo, id)).status).toBe(204)
      expect(await lockNow(account)).toBeUndefined()
      const [line] = await server.context.db
        .select()
        .from(audit)
        .where(and(eq(audit.action, 'account.unlocked'), eq(audit.subject, account)))
      expect(line).toMatchObject({ by: cleo.operator.name })
    }
  })

  test('A-03 self-approval is refused, support confirms nothing, and nothing is unlocked by it', async () => {
    const { account } = await locked()
    const id = await propose(ada, { kind: 'unlock', account })
    expect(await confirm(ada, id)).toMatchObject(refusal(403, 'proposal_own'))
    expect(await confirm(sam, id)).toMatchObject(refusal(403, 'role_insufficient'))
    expect(await lockNow(account)).toBeDefined()
    const { body } = await ada.browser.get('/api/proposals')
    expect(body).toMatchObject([{ id, canConfirm: false, by: 'Ada', account: { address: account } }])
    expect((await cleo.browser.get('/api/proposals')).body).toMatchObject([{ id, canConfirm: true }])
    expect((await sam.browser.get('/api/proposals')).body).toMatchObject([{ id, canConfirm: false }])
    expect((await confirm(cleo, id)).status).toBe(204)
  })

  test('A-03 the same person with two accounts: whoever enrols by the own invitation can do nothing until another one agrees', async () => {
    const { account } = await locked()
    const id = await propose(ada, { kind: 'unlock', account })
    const { body: invited } = await ada.browser.post('/api/operators', { name: 'Ada 2', role: 'admin' })
    const second = await enrol(admin, invited.link)
    expect(second.answer).toMatchObject({ status: 201, body: { operator: { role: null }, session: null } })
    expect(await signInAt(second.browser, second.passkey)).toMatchObject(refusal(403, 'operator_waiting'))
    expect(await second.browser.post(`/api/proposals/${id}/confirmation`)).toMatchObject(
      refusal(401, 'session_required'),
    )
    const { body: open } = await ada.browser.get('/api/proposals')
    const own = open.find(({ kind }: { kind: string }) => kind === 'role')
    expect(await confirm(ada, own.id)).toMatchObject(refusal(403, 'proposal_own'))
    expect(await lockNow(account)).toBeDefined()
    for (const one of open) await ada.browser.call('DELETE', `/api/proposals/${one.id}`)
  })

  test('a lock that was changed since is another one: what was agreed to before no longer counts', async () => {
    const { account, until } = await locked()
    const id = await propose(ada, { kind: 'unlock', account })
    const longer = new Date(Date.parse(until) + 60_000).toISOString()
    const body = { reason: 'still taken', until: longer }
    expect((await ada.browser.post(`/api/accounts/${account}/lock`, body)).status).toBe(201)
    expect(await confirm(cleo, id)).toMatchObject(refusal(409, 'not_locked'))
    expect((await lockNow(account))?.until).toBe(longer)
  })

  test('nobody shortens a lock by locking again', async () => {
    const { account, until } = await locked()
    const sooner = new Date(Date.parse(until) - 60_000).toISOString()
    for (const one of [sooner, until])
      expect(
        await ada.browser.post(`/api/accounts/${account}/lock`, { reason: 'shorter', until: one }),
      ).toMatchObject(refusal(409, 'lock_shorter'))
    const far = new Date(server.context.clock.now() + 31 * 86_400_000).toISOString()
    expect(
      await ada.browser.post(`/api/accounts/${account}/lock`, { reason: 'for ever', until: far }),
    ).toMatchObject(refusal(400, 'lock_time'))
  })

  test('a proposal is decided once, and forgotten after 7 days', async () => {
    const { account } = await locked()
    const id = await propose(ada, { kind: 'unlock', account })
    const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(cleo, id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409])
    const far = new Date(server.context.clock.now() + 30 * 86_400_000 - 1000).toISOString()
    await ada.browser.post(`/api/accounts/${account}/lock`, { reason: 'again', until: far })
    const late = await propose(ada, { kind: 'unlock', account })
    server.skip(7 * 86_400 + 1)
    for (const who of [ada, cleo, sam]) await signInAt(who.browser, who.passkey)
    expect(await confirm(cleo, late)).toMatchObject(refusal(409, 'proposal_gone'))
  })
})

describe('changing whom an owner wants told', () => {
  const contact = async () => {
    const { session } = await register(server)
    const account = session.account.address
    const { db, config, clock } = server.context
    const added = await transact(db, (tx) =>
      addContact(tx, { config, clock }, { account, kind: 'email', address: 'old@example.org' }),
    )
    return { account, contactId: added.id }
  }
  const addressesOf = async (account: string) =>
    (await contactsOf(server.context, account)).map(({ address }) => address)

  test('A-03 takes two, in either way; the old address is told', async () => {
    const { account, contactId } = await contact()
    const address = 'new@example.org'
    const id = await propose(sam, { kind: 'contact', account, contactId, address })
    expect(await addressesOf(account)).toEqual(['old@example.org'])
    const [row] = await server.context.db.select().from(proposals).where(eq(proposals.id, id))
    expect(JSON.stringify(row), 'sealed').not.toContain(address)
    const { body } = await cleo.browser.get('/api/proposals')
    expect(body[0].sentence).toBe('Replace o•••@e•••.org by n•••@e•••.org.')
    await server.context.db.delete(mails)
    expect((await confirm(cleo, id)).status).toBe(204)
    expect(await addressesOf(account)).toEqual([address])
    expect((await queuedMails(server.context)).map(({ to }) => to)).toContain('old@example.org')
    const [changed] = await contactsOf(server.context, account)
    const removal = await propose(ada, { kind: 'contact', account, contactId: changed?.id, address: null })
    expect(await confirm(ada, removal)).toMatchObject(refusal(403, 'proposal_own'))
    expect((await confirm(cleo, removal)).status).toBe(204)
    expect(await addressesOf(account)).toEqual([])
  })

  test('what is no mailbox, or none of the account’s, is refused at once', async () => {
    const { account, contactId } = await contact()
    const other = await contact()
    const ask = (body: object) =>
      ada.browser.post('/api/proposals', { kind: 'contact', account, contactId, reason: 'lost it', ...body })
    for (const address of ['a@b.com\r\nBcc:x@y.org', 'a@b.com,c@d.com', '"a b"@c.org', 'nobody'])
      expect(await ask({ address })).toMatchObject(refusal(400, 'mailbox_invalid'))
    expect(await ask({ address: null, contactId: other.contactId })).toMatchObject(
      refusal(404, 'contact_missing'),
    )
  })
})

describe('roles', () => {
  test('A-03 giving one takes two, and who gets it is not among them', async () => {
    const operatorId = sam.operator.id
    const id = await propose(ada, { kind: 'role', operatorId, role: 'admin' })
    expect(await confirm(ada, id)).toMatchObject(refusal(403, 'proposal_own'))
    expect((await confirm(cleo, id)).status).toBe(204)
    expect(await sam.browser.get('/api/session'), 'signs in anew').toMatchObject(
      refusal(401, 'session_required'),
    )
    await signInAt(sam.browser, sam.passkey)
    const back = await propose(ada, { kind: 'role', operatorId, role: 'support' })
    expect(await confirm(sam, back), 'not even to have less').toMatchObject(refusal(403, 'proposal_own'))
    expect((await confirm(cleo, back)).status).toBe(204)
    await signInAt(sam.browser, sam.passkey)
  })

  test('support proposes none', async () => {
    const body = { kind: 'role', operatorId: sam.operator.id, role: 'admin', reason: 'I want to' }
    expect(await sam.browser.post('/api/proposals', body)).toMatchObject(refusal(403, 'role_insufficient'))
  })

  test('what somebody proposed who was removed since is not done', async () => {
    const dora = await furtherOperator(admin, ada, 'admin', (id) => confirm(cleo, id))
    const { account } = await locked()
    const id = await propose(dora, { kind: 'unlock', account })
    expect((await ada.browser.call('DELETE', `/api/operators/${dora.operator.id}`)).status).toBe(204)
    expect(await confirm(cleo, id)).toMatchObject(refusal(409, 'proposal_gone'))
    expect(await lockNow(account)).toBeDefined()
  })

  test('the last admin cannot be removed, and two who remove each other leave one', async () => {
    const dora = await furtherOperator(admin, ada, 'admin', (id) => confirm(cleo, id))
    const { db } = server.context
    await db.update(operators).set({ endedAt: new Date() }).where(eq(operators.id, cleo.operator.id))
    const answers = await Promise.all([
      ada.browser.call('DELETE', `/api/operators/${dora.operator.id}`),
      dora.browser.call('DELETE', `/api/operators/${ada.operator.id}`),
    ])
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    await db.update(operators).set({ endedAt: null, role: 'admin' }).where(eq(operators.name, 'Ada'))
    await db.update(operators).set({ endedAt: new Date() }).where(eq(operators.id, dora.operator.id))
    await signInAt(ada.browser, ada.passkey)
    const last = await ada.browser.call('DELETE', `/api/operators/${ada.operator.id}`)
    expect(last).toMatchObject(refusal(409, 'operator_last'))
    await db.update(operators).set({ endedAt: null }).where(eq(operators.id, cleo.operator.id))
    await signInAt(cleo.browser, cleo.passkey)
  })
})

describe('A-03 where there is one operator: commands on the host', () => {
  const run = async (...parameters: string[]) => {
    const lines: string[] = []
    await runOperator({ context: server.context, print: (line) => void lines.push(line) }, parameters)
    return lines.join('\n')
  }

  test('unlock, confirm, contact, grant and remove do what two operators would, and are written down', async () => {
    const { account } = await locked()
    const id = await propose(ada, { kind: 'unlock', account })
    expect(await run('list')).toContain(`proposal ${id} by Ada`)
    await run('confirm', id)
    expect(await lockNow(account)).toBeUndefined()
    const again = await locked()
    await run('unlock', again.account, 'the', 'owner', 'called')
    expect(await lockNow(again.account)).toBeUndefined()
    const shown = await run('grant', 'Eve', 'support')
    const link = /http\S+/.exec(shown)?.[0] ?? ''
    const { answer } = await enrol(admin, link)
    expect(answer).toMatchObject({ status: 201, body: { operator: { name: 'Eve', role: 'support' } } })
    expect(await run('grant', 'Eve', 'admin')).toBe('Eve is now admin.')
    expect(await run('remove', 'Eve')).toContain('no operator')
    const lines = await server.context.db.select().from(audit).where(eq(audit.by, HOST))
    const actions = lines.map(({ action }) => action)
    for (const action of ['account.unlocked', 'operator.invited', 'operator.granted', 'operator.removed'])
      expect(actions).toContain(action)
    expect(lines.some(({ details }) => details.includes('the owner called'))).toBe(true)
  })

  test('what is not understood does nothing', async () => {
    for (const parameters of [
      [],
      ['hidden'],
      ['grant', 'X'],
      ['grant', 'X', 'king'],
      ['confirm'],
      ['__proto__'],
    ])
      await expect(run(...parameters)).rejects.toMatchObject({ code: 'usage' })
    const { account } = await locked()
    await expect(run('unlock', account)).rejects.toMatchObject({ code: 'usage' })
    await expect(run('confirm', 'nothing')).rejects.toMatchObject({ code: 'proposal_gone' })
    expect(await lockNow(account)).toBeDefined()
  })
})
