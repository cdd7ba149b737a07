// The mailer against a real mail server, on good days and on all kinds of bad ones.
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Mail } from '../../../dev/mail/mails.ts'
import type { Manner } from '../../../dev/mail/manners.ts'
import { type RunningMail, startMail } from '../../../dev/mail/startMail.ts'
import { newDatabase } from '../../test/database.ts'
import { withContact } from '../../test/everyMailCall.ts'
import { emailConfig, newMailbox } from '../../test/mail.ts'
import { serverOver, type TestServer, testConfig } from '../../test/server.ts'
import type { OpenDatabase } from '../db.ts'
import { contacts, mails } from '../tables/mailboxes.ts'
import { Mailer } from './mailer.ts'
import { type OutgoingMail, queueMail } from './outbox.ts'

const HOUR = 3600
const folder = mkdtempSync(join(tmpdir(), 'sparekey-mailer-'))
let database: OpenDatabase
let inbox: RunningMail
let server: TestServer
beforeAll(async () => {
  inbox = await startMail({ folder: join(folder, 'mail') })
  database = await newDatabase()
})
afterAll(async () => {
  await inbox.stop()
  await database.close()
  rmSync(folder, { recursive: true })
})

const opened: (() => unknown)[] = []
beforeEach(async () => {
  server = await serverOver(database, testConfig({ email: emailConfig(undefined, at(inbox.smtpPort)) }))
  await database.db.delete(mails)
})
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const at = (port: number, host = 'localhost') => `smtp://${host}:${port}`

/** A mailer; `smtpUrl` for another server than the inbox. */
function newMailer({ smtpUrl = at(inbox.smtpPort), patience = 2_000 } = {}): Mailer {
  const email = emailConfig(undefined, smtpUrl)
  const mailer = new Mailer(server.context, email, { patience })
  opened.push(() => mailer.close())
  return mailer
}

const content = {
  subject: 'Hello ä',
  text: 'One line\n\nand another\n',
  html: '<p>One line</p></div></body></html>',
}

/** Queues a mail. */
async function queue(mail: Partial<OutgoingMail> = {}) {
  const { context } = server
  const to = newMailbox()
  const expiresAt = new Date(context.clock.now() + HOUR * 1000)
  const id = await queueMail(context.db, context, {
    ...{ account: `0x${'aa'.repeat(20)}`, kind: 'code', isSecurity: true, to, content, expiresAt },
    ...mail,
  })
  return { id, to: mail.to ?? to }
}

const rowOf = async ({ id }: { id: string }) =>
  (await database.db.select().from(mails).where(eq(mails.id, id)))[0] as typeof mails.$inferSelect

/** A connection that is kept may be closed by the other side while this process is busy. */
const once = { Connection: 'close' }

async function received(to: string): Promise<Mail[]> {
  const url = `http://localhost:${inbox.port}/mails?to=${encodeURIComponent(to)}`
  const answer = await fetch(url, { headers: once })
  return ((await answer.json()) as { mails: Mail[] }).mails
}

/** How the inbox treats a mailbox from now on. */
async function treat(to: string, manner: Manner) {
  const body = JSON.stringify({ manner, to })
  const headers = { ...once, 'Content-Type': 'application/json' }
  await fetch(`http://localhost:${inbox.port}/manner`, { method: 'POST', headers, body })
}

/** Passes as often as mails become due, an hour at most. */
async function workFor(mailer: Mailer, seconds: number) {
  for (let passed = 0; passed <= seconds; passed += 10) {
    while (await mailer.pass());
    server.skip(10)
  }
}

/** Another mail server than the inbox. */
async function smtpServer(options: SMTPServerOptions, host = '127.0.0.1'): Promise<number> {
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    ...options,
  })
  smtp.on('error', () => {})
  await new Promise<void>((resolve) => smtp.listen(0, host, resolve))
  opened.push(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
  return (smtp.server.address() as AddressInfo).port
}

const refuse = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

describe('a mail', () => {
  test('goes out once, in both parts, with its headers and no more, and nothing of it stays', async () => {
    const { id, to } = await queue()
    const mailer = newMailer()
    await mailer.pass()
    await mailer.pass()
    const [mail, ...more] = await received(to)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ from: 'recovery@sparekey.example', to: [to], subject: 'Hello ä' })
    expect(mail?.text.trim()).toBe(content.text.trim())
    expect(mail?.html).toContain('<p>One line</p>')
    expect(mail?.headers).toMatchObject({
      ...{ from: 'Sparekey <recovery@sparekey.example>', to, 'auto-submitted': 'auto-generated' },
      'message-id': `<${id}@sparekey.example>`,
    })
    for (const name of [
      'list-unsubscribe',
      'list-unsubscribe-post',
      'x-mailer',
      'bcc',
      'reply-to',
      'return-receipt-to',
    ])
      expect(mail?.headers).not.toHaveProperty(name)
    const row = await rowOf({ id })
    expect(row).toMatchObject({ state: 'sent', sealedContent: null, attempts: 1, reply: '250' })
    expect(JSON.stringify(row)).not.toContain(to)
    expect(row.sentAt).toBeInstanceOf(Date)
  })

  test('is sent when its time has come, and not at all after it', async () => {
    const now = server.context.clock.now()
    const early = await queue({ notBefore: new Date(now + 60_000) })
    const late = await queue({ expiresAt: new Date(now + 30_000), notBefore: new Date(now + 60_000) })
    const mailer = newMailer()
    await mailer.pass()
    expect(await rowOf(early)).toMatchObject({ state: 'queued' })
    server.skip(61)
    await mailer.pass()
    expect(await rowOf(early)).toMatchObject({ state: 'sent' })
    expect(await rowOf(late)).toMatchObject({ state: 'expired', sealedContent: null, attempts: 0 })
    expect(await received(late.to)).toEqual([])
  })

  test('a notice says how to end notices, security mail does not; the link mutes that contact only', async () => {
    const person = await withContact(server)
    await database.db.delete(mails)
    const about = { account: person.account, to: person.mailbox }
    await queue({ ...about, isSecurity: false })
    await queue({ ...about, isSecurity: true, content: { ...content, subject: 'Security' } })
    await newMailer().pass()
    const all = await received(person.mailbox)
    const notice = all.find(({ subject }) => subject === 'Hello ä') as Mail
    const security = all.find(({ subject }) => subject === 'Security') as Mail
    expect(security.headers).not.toHaveProperty('list-unsubscribe')
    expect(security.text).not.toContain('/unsubscribe')
    expect(notice.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
    const url = /^<(http:\/\/localhost:4000\/api\/email\/unsubscribe\/[\w.-]+)>$/.exec(
      notice.headers['list-unsubscribe'] ?? '',
    )?.[1] as string
    const token = url.split('/').at(-1) as string
    expect(notice.text).toContain(`http://localhost:4000/unsubscribe#${token}`)
    expect(notice.html).toContain(`href="http://localhost:4000/unsubscribe#${token}"`)
    // As a mail program does it (RFC 8058): a form, without a page and an origin.
    const asked = await server.app.fetch(
      new Request(url, {
        ...{ method: 'POST', body: 'List-Unsubscribe=One-Click' },
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    )
    expect(asked.status).toBe(204)
    const rows = await database.db.select().from(contacts).where(eq(contacts.id, person.id))
    expect(rows).toMatchObject([{ isMuted: true }])
    const forged = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
    const answer = await server.browser().post('/api/email/unsubscribe', { token: forged })
    expect(answer).toMatchObject({ status: 404, body: { code: 'contact_missing' } })
  })
})

describe('E-14', () => {
  test('4xx: tried again with growing pauses, deferred meanwhile, given up when it comes too late', async () => {
    const mail = await queue()
    await treat(mail.to, 'defer')
    const mailer = newMailer()
    await mailer.pass()
    expect(await rowOf(mail)).toMatchObject({
      state: 'deferred',
      reply: '451 4.3.0',
      attempts: 1,
      unclear: 0,
    })
    await workFor(mailer, 600)
    const { attempts } = await rowOf(mail)
    expect(attempts).toBe(5)
    await workFor(mailer, HOUR)
    expect(await rowOf(mail)).toMatchObject({ state: 'expired', sealedContent: null })
    expect((await rowOf(mail)).attempts).toBeLessThan(9)
    expect(await received(mail.to)).toEqual([])
  })

  test('greylisting: the second try brings it, once', async () => {
    const mail = await queue()
    await treat(mail.to, 'greylist')
    const mailer = newMailer()
    await mailer.pass()
    expect(await rowOf(mail)).toMatchObject({ state: 'deferred', reply: '450 4.7.1' })
    await workFor(mailer, 60)
    expect(await rowOf(mail)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(await received(mail.to)).toHaveLength(1)
  })

  test('5xx: bounced, never tried again, and the reply is kept without its words', async () => {
    const mail = await queue()
    await treat(mail.to, 'refuse')
    const mailer = newMailer()
    await workFor(mailer, 120)
    const row = await rowOf(mail)
    expect(row).toMatchObject({ state: 'bounced', reply: '550 5.1.1', attempts: 1, sealedContent: null })
  })

  test.each([
    ['4xx after the whole mail: not taken, tried again', 451, { state: 'deferred', unclear: 0 }],
    ['5xx after the whole mail: bounced', 554, { state: 'bounced' }],
  ])('%s', async (_, code, expected) => {
    const port = await smtpServer({
      onData: (stream, _session, done) => stream.resume().on('end', () => done(refuse(code, 'No <a@b.c>'))),
    })
    const mail = await queue()
    await newMailer({ smtpUrl: at(port) }).pass()
    expect(await rowOf(mail)).toMatchObject({ ...expected, reply: String(code) })
  })

  test('silence after DATA: tried again with the same Message-ID, one duplicate and no more', async () => {
    const mail = await queue()
    await treat(mail.to, 'silence')
    const mailer = newMailer({ patience: 300 })
    await mailer.pass()
    expect(await rowOf(mail)).toMatchObject({ state: 'queued', unclear: 1, reply: 'no answer in time' })
    await workFor(mailer, HOUR)
    const all = await received(mail.to)
    expect(all).toHaveLength(2)
    expect(new Set(all.map(({ headers }) => headers['message-id']))).toEqual(
      new Set([`<${mail.id}@sparekey.example>`]),
    )
    expect(await rowOf(mail)).toMatchObject({ state: 'sent', attempts: 2, reply: 'taken, never confirmed' })
  })

  test('a connection that breaks in the middle: tried again, and the second time it arrives', async () => {
    const mail = await queue()
    await treat(mail.to, 'reset')
    const mailer = newMailer()
    await mailer.pass()
    const first = await received(mail.to)
    expect(await rowOf(mail)).toMatchObject({ state: 'queued', attempts: 1 })
    await treat(mail.to, 'take')
    await workFor(mailer, 60)
    expect(await rowOf(mail)).toMatchObject({ state: 'sent', attempts: 2 })
    expect((await received(mail.to)).length).toBe(first.length + 1)
    expect(first.length).toBeLessThanOrEqual(1)
  })

  test('nobody there, and a server that only says a little every now and then: nothing is unclear, nothing is lost', async () => {
    const mail = await queue()
    await newMailer({ smtpUrl: at(1) }).pass()
    expect(await rowOf(mail)).toMatchObject({ state: 'queued', unclear: 0, reply: 'connection lost' })
    server.skip(60)
    const slow = await trickling()
    // That one goes on for ever; the try ends nevertheless.
    await newMailer({ smtpUrl: at(slow), patience: 400 }).pass()
    expect(await rowOf(mail)).toMatchObject({ state: 'queued', unclear: 0, reply: 'no answer in time' })
    server.skip(120)
    await newMailer().pass()
    expect(await received(mail.to)).toHaveLength(1)
  })

  test('a login that is refused is nobody’s mailbox’s fault: tried again, never bounced', async () => {
    const port = await smtpServer({
      disabledCommands: ['STARTTLS'],
      ...{ authOptional: true, allowInsecureAuth: true },
      onAuth: (_auth, _session, done) => done(refuse(535, '5.7.8 Wrong password')),
    })
    const mail = await queue()
    await newMailer({ smtpUrl: `smtp://user:secret@localhost:${port}` }).pass()
    expect(await rowOf(mail)).toMatchObject({ state: 'queued', unclear: 0, reply: '535 5.7.8' })
  })
})

test('a server that is not on this computer gets nothing without encryption', async () => {
  let said = 0
  const onMailFrom: SMTPServerOptions['onMailFrom'] = (_address, _session, done) => {
    said++
    done()
  }
  const port = await smtpServer({ onMailFrom }, '127.0.0.2')
  const mail = await queue()
  await newMailer({ smtpUrl: at(port, '127.0.0.2') }).pass()
  expect(await rowOf(mail)).toMatchObject({ state: 'queued', unclear: 0 })
  expect(said).toBe(0)
})

test('B-07 two mailers on one database send each mail once', async () => {
  const all = await Promise.all(Array.from({ length: 24 }, () => queue()))
  const two = [newMailer(), newMailer()]
  await Promise.all(
    two.map(async (mailer) => {
      while (await mailer.pass());
    }),
  )
  await workFor(two[0] as Mailer, 10)
  for (const { id, to } of all) {
    expect(await received(to)).toHaveLength(1)
    expect(await rowOf({ id })).toMatchObject({ state: 'sent', attempts: 1 })
  }
})

test('B-10 a mail whose address or content was swapped with another one’s is never sent', async () => {
  const soon = { expiresAt: new Date(server.context.clock.now() + 300_000) }
  const [one, two] = [await queue(soon), await queue(soon)]
  const [first, second] = [await rowOf(one), await rowOf(two)]
  await database.db.update(mails).set({ sealedAddress: second.sealedAddress }).where(eq(mails.id, one.id))
  await database.db.update(mails).set({ sealedContent: first.sealedContent }).where(eq(mails.id, two.id))
  const mailer = newMailer()
  await workFor(mailer, 320)
  for (const mail of [one, two]) {
    expect(await received(mail.to)).toEqual([])
    expect(await rowOf(mail)).toMatchObject({ state: 'expired' })
  }
})

/** A server whose greeting never ends. */
async function trickling(): Promise<number> {
  const slow: Server = createServer((socket) => {
    const timer = setInterval(() => socket.write('220-not yet\r\n'), 100)
    socket.on('close', () => clearInterval(timer)).on('error', () => {})
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  opened.push(() => slow.close())
  return (slow.address() as AddressInfo).port
}
