// A real server process that is killed while it sends: the next one sends the same mail again, once, under the same Message-ID.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { generatePrivateKey } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { openDatabase } from '../db.ts'
import { migrate } from '../migrate.ts'
import { Secret } from '../secret.ts'
import { mails } from '../tables/mailboxes.ts'
import { queueMail } from './outbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-killed-'))
const lookupKey = generatePrivateKey()
const context = { config: { lookupKey: new Secret(lookupKey) }, clock: systemClock } as never

/** What was handed over whole: recipient and Message-ID. */
const handedOver: { to: string; messageId: string }[] = []
/** Whether the mail server says that it has taken a mail. */
let confirms = false
let smtp: SMTPServer
beforeAll(async () => {
  smtp = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true },
    async onData(stream, { envelope }, done) {
      let text = ''
      for await (const chunk of stream) text += chunk
      const messageId = /^message-id: (.*)$/im.exec(text)?.[1]?.trim() ?? ''
      handedOver.push({ to: envelope.rcptTo[0]?.address ?? '', messageId })
      if (confirms) done()
    },
  })
  smtp.on('error', () => {})
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
})
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  rmSync(folder, { recursive: true, force: true })
})

/** `node server/src/main.ts`, with this test's mail server. */
function startServer(dataDir: string): ChildProcess {
  const networks = join(folder, 'networks.json')
  const network = { chainId: 31337, name: 'Nowhere', fromBlock: '0', tokens: [] }
  const urls = { rpcUrl: 'http://127.0.0.1:1', bundlerUrl: 'http://127.0.0.1:1' }
  writeFileSync(networks, JSON.stringify([{ ...network, ...urls }]))
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
    stdio: 'ignore',
    env: {
      ...{ SPAREKEY_ORIGIN: 'http://localhost:4000', SPAREKEY_LISTEN_PORT: '0', SPAREKEY_LOG: 'silent' },
      ...{ SPAREKEY_NETWORKS_FILE: networks, SPAREKEY_DATA: dataDir, SPAREKEY_LOOKUP_KEY: lookupKey },
      SPAREKEY_FACTORY_STAKER: '0x5a00000000000000000000000000000000000009',
      SPAREKEY_RELAYER_KEY: generatePrivateKey(),
      SPAREKEY_SMTP_URL: `smtp://localhost:${(smtp.server.address() as AddressInfo).port}`,
      SPAREKEY_MAIL_FROM: 'Sparekey <recovery@sparekey.example>',
      SPAREKEY_EMAIL_GUARDIAN: '0x5a0000000000000000000000000000000000000b',
      SPAREKEY_ATTESTER_KEY: generatePrivateKey(),
    },
  })
  children.push(child)
  return child
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !isSo(); ) {
    if (Date.now() > end) throw new Error('it never came true')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()))

test('E-14 a server killed in the middle of a mail: the next one sends it within half a minute, with one duplicate at most', {
  timeout: 300_000,
}, async () => {
  const dataDir = join(folder, 'data')
  const before = await openDatabase({ dataDir })
  await migrate(before.db)
  const content = { subject: 'Code', text: 'Code', html: '<p>Code</p>' }
  const expiresAt = new Date(Date.now() + 900_000)
  const about = { account: '0xaa', kind: 'code', isSecurity: true, content, expiresAt }
  const id = await queueMail(before.db, context, { ...about, to: 'alice@example.org' })
  await before.close()

  const first = startServer(dataDir)
  await until(() => handedOver.length === 1)
  const gone = ended(first)
  first.kill('SIGKILL')
  await gone
  const killed = Date.now()

  confirms = true
  const second = startServer(dataDir)
  await until(() => handedOver.length === 2)
  expect(Date.now() - killed).toBeLessThan(60_000)
  const messageId = `<${id}@sparekey.example>`
  expect(handedOver).toEqual(Array(2).fill({ to: 'alice@example.org', messageId }))
  // Long enough for a third try, if there were one.
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const stopped = ended(second)
  second.kill('SIGTERM')
  await stopped
  expect(handedOver).toHaveLength(2)
  const after = await openDatabase({ dataDir })
  expect(await after.db.select().from(mails)).toMatchObject([
    { id, state: 'sent', attempts: 2, sealedContent: null, reply: '250' },
  ])
  await after.close()
})
