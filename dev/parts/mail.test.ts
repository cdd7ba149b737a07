import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { now } from '../clock.ts'
import { PortTakenError } from '../errors.ts'
import type { Mail } from '../mail/mails.ts'
import { isFree } from '../ports.ts'
import { shiftClocks } from './clockShift.ts'
import { type MailPart, startMail } from './mail.ts'

const day = 86_400_000

let dataDir: string
let part: MailPart | undefined
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sparekey-mail-part-'))
  mkdirSync(join(dataDir, 'logs'))
})
afterEach(async () => {
  await part?.stop()
  part = undefined
  rmSync(dataDir, { recursive: true })
})

const start = async (port = 0): Promise<MailPart> => {
  part = await startMail({ port, smtpPort: 0, dataDir })
  return part
}

async function mails(): Promise<readonly Mail[]> {
  const answer = await fetch(`http://127.0.0.1:${part?.port}/mails`)
  return ((await answer.json()) as { mails: Mail[] }).mails
}

async function send(subject: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: part?.smtpPort ?? 0 })
  await transport.sendMail({ from: 'a@mail.example', to: 'b@mail.example', subject, text: 'text' })
  transport.close()
}

test('as a part it runs in the chains’ time, keeps its mail over a restart, and leaves its ports free', async () => {
  shiftClocks(dataDir, [], day)
  const first = await start()
  await send('a day ahead')
  shiftClocks(dataDir, [first], 3 * day)
  await expect
    .poll(async () => {
      await send('three days ahead')
      return Date.parse((await mails())[0]?.at ?? '')
    })
    .toBeGreaterThan(now() + 2 * day)
  const [early] = (await mails()).toReversed()
  expect(Math.abs(Date.parse(early?.at ?? '') - now() - day)).toBeLessThan(120_000)

  const kept = await mails()
  await first.stop()
  expect([await isFree(first.port), await isFree(first.smtpPort)]).toEqual([true, true])
  await start()
  expect(await mails()).toEqual(kept)
})

test('a taken port is said to be taken', async () => {
  const { port } = await start()
  await expect(startMail({ port, smtpPort: 0, dataDir })).rejects.toBeInstanceOf(PortTakenError)
})
