// How many mails anybody can cause, counted where a mail would really go out.
import { eq } from 'drizzle-orm'
import { codePublicKey, generateCodeKeys } from 'sparekey'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, useChains } from '../../../../sdk/test/chains.ts'
import { usualLimits } from '../../../test/limits.ts'
import {
  askCode,
  askForMail,
  codeIn,
  type EmailScene,
  enrol,
  mailTo,
  newMailbox,
  proofOf,
  queuedMails,
} from '../../../test/mail.ts'
import { type Asked, approve } from '../../../test/recovery.ts'
import { refusal, register, serverOver, useServer } from '../../../test/server.ts'
import { emailGuardians } from '../../tables/mailboxes.ts'

const chains = useChains()
const server = useServer({ chains, hasMail: true, config: { trustedProxies: ['198.51.100.1'] } })
const context = () => server.context

let asked: Asked & { readonly scene: EmailScene }
beforeEach(async () => {
  asked = await askForMail(server, chains)
  await usualLimits(context())
})

let skipped = 0
const skip = (seconds: number) => {
  skipped += seconds
  server.skip(seconds)
}
/** Another process on the same database, at the same time. */
async function anotherServer() {
  const other = await serverOver({ db: context().db } as never, context().config)
  other.skip(skipped)
  return other
}

let peers = 0
/** Somebody at another address each time. */
const elsewhere = () => ({ peer: `203.0.${Math.floor(++peers / 250)}.${(peers % 250) + 1}` })
const ask = (options = elsewhere(), address = asked.scene.mailbox, on = asked) =>
  askCode(on.browser, on.scene, address, options)
const sentTo = async (address: string) =>
  (await queuedMails(context())).filter(({ to }) => to === address).length

describe('E-12', () => {
  test('of 100 tries for one account from everywhere 3 send a mail in 15 minutes, 10 in a day; each is answered alike', async () => {
    const { mailbox } = asked.scene
    const answers = []
    for (let time = 0; time < 100; time++) answers.push((await ask()).answer)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(await sentTo(mailbox)).toBe(3)
    for (let quarter = 1; quarter < 8; quarter++) {
      skip(15 * 60 + 1)
      for (let time = 0; time < 5; time++) await ask()
      expect(await sentTo(mailbox)).toBe(Math.min(3 * (quarter + 1), 10))
    }
    skip(DAY)
    await ask()
    expect(await sentTo(mailbox)).toBe(11)
  }, 240_000)

  test('the owner still recovers with other guardians, and with a code that came before', async () => {
    const first = await ask()
    const code = codeIn(await mailTo(context(), asked.scene.mailbox))
    const strangers = await askForMail(server, chains)
    for (let time = 0; time < 10; time++) await ask(elsewhere(), asked.scene.mailbox, strangers)
    const proof = await proofOf(first, asked.scene.account, code)
    const { id } = first.body
    expect(await asked.browser.post(`/api/email/codes/${id}/proof`, proof)).toMatchObject({ status: 200 })
    await approve(asked, asked.scene.wallets)
    expect((await asked.browser.get(asked.path)).body.approvals).toHaveLength(3)
  })

  test('who does not know the mailbox uses up nothing of its owner’s', async () => {
    for (let time = 0; time < 20; time++) await ask(elsewhere(), newMailbox())
    await ask()
    expect(await sentTo(asked.scene.mailbox)).toBe(1)
  })
})

describe('S-05', () => {
  test('one caller asks 3 times in 15 minutes, whatever for, and is then told to wait', async () => {
    const peer = elsewhere()
    for (const address of [newMailbox(), asked.scene.mailbox, newMailbox()])
      expect((await ask(peer, address)).answer.status).toBe(202)
    for (const address of [newMailbox(), asked.scene.mailbox])
      expect((await ask(peer, address)).answer).toMatchObject(refusal(429, 'rate_limited'))
    const found = await asked.browser.post('/api/email/accounts', { address: newMailbox() }, peer)
    expect(found).toMatchObject(refusal(429, 'rate_limited'))
    expect(Number(found.headers.get('retry-after'))).toBeGreaterThan(14 * 60)
    skip(15 * 60 + 1)
    expect((await ask(peer)).answer.status).toBe(202)
  })

  test('a forged X-Forwarded-For, and other addresses of one /64, are the same caller', async () => {
    const answers = []
    for (let time = 0; time < 5; time++)
      answers.push(
        await ask({ peer: '203.0.113.77', headers: { 'X-Forwarded-For': `10.0.0.${time}` } } as never),
      )
    expect(answers.map(({ answer }) => answer.status)).toEqual([202, 202, 202, 429, 429])
    const network = []
    for (let time = 0; time < 5; time++) network.push(await ask({ peer: `2001:db8:7:7::${time + 1}` }))
    expect(network.map(({ answer }) => answer.status)).toEqual([202, 202, 202, 429, 429])
    const behind = []
    for (let time = 0; time < 4; time++)
      behind.push(
        await ask({
          peer: '198.51.100.1',
          headers: { 'X-Forwarded-For': `1.2.3.4, 192.0.2.9${time}` },
        } as never),
      )
    expect(
      behind.map(({ answer }) => answer.status),
      'a proxy that counts',
    ).toEqual([202, 202, 202, 202])
  })

  test('a mailbox gets 3 mails in 15 minutes, whatever accounts they are about', async () => {
    const { mailbox } = asked.scene
    for (let account = 0; account < 4; account++) {
      const other = await askForMail(server, chains, { mailbox })
      for (let time = 0; time < 2; time++) await ask(elsewhere(), mailbox, other)
    }
    expect(await sentTo(mailbox)).toBe(3)
  })

  test('an account causes 3 mails in 15 minutes, whatever mailboxes guard it', async () => {
    const { account, signer, mailbox } = asked.scene
    for (let time = 0; time < 2; time++) await ask()
    const other = newMailbox()
    await context().db.delete(emailGuardians).where(eq(emailGuardians.account, account.toLowerCase()))
    await enrol(server, { account, signer, mailbox: other })
    for (let time = 0; time < 2; time++) await ask(elsewhere(), other)
    expect([await sentTo(mailbox), await sentTo(other)]).toEqual([2, 1])
  })

  test('limits hold for calls at once, for another process, and after a restart', async () => {
    const { mailbox } = asked.scene
    const second = await anotherServer()
    const others = { ...asked, browser: second.browser() }
    await Promise.all(
      Array.from({ length: 12 }, (_, time) => ask(elsewhere(), mailbox, time % 2 ? asked : others)),
    )
    expect(await sentTo(mailbox)).toBe(3)
    const third = await anotherServer()
    await ask(elsewhere(), mailbox, { ...asked, browser: third.browser() })
    expect(await sentTo(mailbox)).toBe(3)
  })

  test('a mailbox gets 3 mails in 15 minutes from those who link it, whoever they are, and nobody sees that', async () => {
    const mailbox = newMailbox()
    const publicKey = await codePublicKey(await generateCodeKeys())
    for (let time = 0; time < 4; time++) {
      const { browser } = await register(server)
      const link = { purpose: 'guardian', address: mailbox, publicKey }
      expect(await browser.post('/api/email/links', link, elsewhere())).toMatchObject({ status: 202 })
    }
    expect(await sentTo(mailbox)).toBe(3)
  })

  test('an owner who sets up is not kept from it by strangers, and is limited alone', async () => {
    const { browser } = await register(server)
    for (let time = 0; time < 4; time++) await ask(elsewhere())
    const publicKey = await codePublicKey(await generateCodeKeys())
    const link = (address: string) =>
      browser.post('/api/email/links', { purpose: 'contact', address, publicKey }, elsewhere())
    const mailbox = asked.scene.mailbox
    const before = await sentTo(mailbox)
    expect(await link(mailbox)).toMatchObject({ status: 202 })
    expect(await sentTo(mailbox)).toBe(before + 1)
    for (const one of [newMailbox(), newMailbox()]) expect(await link(one)).toMatchObject({ status: 202 })
    expect(await link(newMailbox())).toMatchObject(refusal(429, 'rate_limited'))
  })
})
