// The mail server and its inbox by themselves, with mail that the server's own mailer sends.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFree } from '../ports.ts'
import { Mails } from './mails.ts'
import { type RunningMail, startMail } from './startMail.ts'

let folder: string
let mail: RunningMail
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'sparekey-mail-')), 'mail')
  mail = await startMail({ folder })
})
afterEach(async () => {
  await mail.stop()
  rmSync(join(folder, '..'), { recursive: true })
})

const url = (path: string) => `http://127.0.0.1:${mail.port}${path}`

function send(more: object = {}): Promise<unknown> {
  const transport = createTransport({ host: '127.0.0.1', port: mail.smtpPort, socketTimeout: 500 })
  return transport
    .sendMail({
      ...{
        from: 'Sparekey <recovery@sparekey.example>',
        to: 'ada@mail.example',
        subject: 'Ihr Code – größer',
      },
      ...{ text: 'A code: 1234', html: '<p>A code: <b>1234</b></p>', messageId: '<one@sparekey.example>' },
      ...more,
    })
    .finally(() => transport.close())
}

async function received(mailbox?: string) {
  const answer = await fetch(url(`/mails${mailbox ? `?to=${encodeURIComponent(mailbox)}` : ''}`))
  return ((await answer.json()) as { mails: ReturnType<Mails['of']> }).mails
}

const behave = (manner: string, to?: string, headers: Record<string, string> = {}) =>
  fetch(url('/manner'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ manner, to }),
  })

test('takes mail and gives it back by mailbox, parsed, newest first', async () => {
  await send()
  await send({ to: 'Bob <BOB@mail.example>', subject: 'second' })
  await send({ subject: 'third' })
  expect((await received()).map(({ subject }) => subject)).toEqual(['third', 'second', 'Ihr Code – größer'])
  expect((await received('bob@mail.example')).map(({ to }) => to)).toEqual([['BOB@mail.example']])
  const [, first] = await received('ADA@mail.example')
  expect(first).toMatchObject({
    ...{ from: 'recovery@sparekey.example', to: ['ada@mail.example'], subject: 'Ihr Code – größer' },
    html: expect.stringContaining('<p>A code: <b>1234</b></p>'),
    headers: { 'message-id': '<one@sparekey.example>' },
  })
  expect(first?.text.trim()).toBe('A code: 1234')
})

test('mail is there after a restart, also beside a file that a crash cut off', async () => {
  await send()
  await mail.stop()
  writeFileSync(join(folder, '00000002.json'), '{"at":')
  mail = await startMail({ folder })
  expect(await received()).toHaveLength(1)
  await send({ subject: 'later' })
  expect((await received()).map(({ id }) => id)).toEqual(['00000002', '00000001'])
})

test('keeps as many mails as it may, and none that is too large', async () => {
  const few = await Mails.open(join(folder, 'few'), 2)
  for (const subject of ['a', 'b', 'c'])
    await few.receive({ from: 'a@b.example', to: ['c@d.example'], source: `Subject: ${subject}\r\n\r\n` })
  expect(few.of().map(({ subject }) => subject)).toEqual(['c', 'b'])
  expect(readdirSync(join(folder, 'few'))).toEqual(['00000002.json', '00000003.json'])
  await expect(send({ text: 'x'.repeat(300_000) })).rejects.toMatchObject({ responseCode: 552 })
  expect(await received()).toEqual([])
})

test.each([
  ['defer', 451],
  ['refuse', 550],
])('told to %s, it answers %i and keeps nothing', async (manner, responseCode) => {
  expect((await behave(manner)).status).toBe(200)
  await expect(send()).rejects.toMatchObject({ responseCode })
  expect(await received()).toEqual([])
  await behave('take')
  await send()
})

test('told to greylist, it takes a mail the second time', async () => {
  await behave('greylist')
  await expect(send()).rejects.toMatchObject({ responseCode: 450 })
  await send()
  await expect(send({ to: 'bob@mail.example' })).rejects.toMatchObject({ responseCode: 450 })
  expect(await received()).toHaveLength(1)
})

test('told to be silent, it takes the mail and never says so', async () => {
  await behave('silence')
  await expect(send()).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  expect(await received()).toHaveLength(1)
})

test('told to, it breaks the connection, towards one mailbox only', async () => {
  await behave('reset', 'Bob@mail.example')
  await expect(send({ to: 'bob@mail.example' })).rejects.toThrow()
  await send()
})

test('says at once that there is something new', async () => {
  const giveUp = new AbortController()
  const { body } = await fetch(url('/events'), { signal: giveUp.signal })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe(': listening\n\n')
  await send()
  expect((await reader?.read())?.value).toBe('data: new\n\n')
  giveUp.abort()
})

test('the page shows mail in a frame that can neither run nor load anything', async () => {
  const answer = await fetch(url('/'))
  expect(await answer.text()).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox">/)
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
  for (const path of ['/inbox.js', '/inbox.css']) expect((await fetch(url(path))).status).toBe(200)
  expect(await (await fetch(url('/inbox.js'))).text()).not.toMatch(/\binterface\b/)
  expect((await fetch(url('/else'))).status).toBe(404)
})

test('other websites read nothing and change nothing', async () => {
  await send()
  const ofOthers = { origin: 'http://evil.example' }
  expect((await fetch(url('/mails'), { headers: ofOthers })).status).toBe(403)
  expect((await behave('refuse', undefined, ofOthers)).status).toBe(403)
  const asText = { method: 'POST', body: JSON.stringify({ manner: 'refuse' }) }
  expect((await fetch(url('/manner'), asText)).status).toBe(415)
  expect((await behave('take everything')).status).toBe(400)
  expect((await fetch(url('/mails'), { method: 'DELETE' })).status).toBe(405)
  await send()
})

test('stopped, it leaves both ports free', async () => {
  await mail.stop()
  expect([await isFree(mail.port), await isFree(mail.smtpPort)]).toEqual([true, true])
  expect(existsSync(folder)).toBe(true)
})
