import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { newMailbox } from '../../test/mail.ts'
import {
  addGuardian,
  addMailbox,
  addWebhook,
  kindsTo,
  mailsTo,
  newTold,
  noticesConfig,
  tellAll,
  webhooksOf,
  withLines,
} from '../../test/notices.ts'
import { useServer } from '../../test/server.ts'
import { DAY, HOUR, newHash, publish, Tale, takeBack, wordsFor } from '../../test/tale.ts'
import type { Context } from '../context.ts'
import { contacts, mails, notices } from '../tables/mailboxes.ts'
import { noticeWork } from '../tables/noticeWork.ts'
import { recoveryWork } from '../tables/recoveries.ts'
import { webhooks } from '../tables/webhooks.ts'
import { Notices } from './noticesJob.ts'
import { toldToGuardiansOnly } from './noticeWork.ts'

const server = useServer({ config: noticesConfig() })
let context: Context
let lines: Record<string, unknown>[]
const skip = (seconds: number) => server.skip(seconds)
const now = () => Math.floor(context.clock.now() / 1000)
const tell = (one = context) => tellAll(one, skip)
const alerts = () => lines.flatMap(({ alert, account }) => (alert ? [{ alert, account }] : []))

beforeAll(() => {
  ;({ context, lines } = withLines(server.context))
})

/** An account that is set up on one network and whose owner is told, with a request that somebody makes. */
async function setUp(options?: { contact?: boolean }) {
  const person = await newTold(context, options)
  const tale = Tale.of(person.account)
  await publish(context.db, tale)
  await tell()
  await context.db.delete(mails).where(eq(mails.account, person.account))
  return { ...person, tale, hash: newHash() }
}

describe('R-12 a recovery', () => {
  test('is told at a mailbox that is no guardian, at the guardian’s, and by webhook', async () => {
    const { account, mailbox, tale, hash } = await setUp()
    const guardian = newMailbox()
    await addGuardian(context, account, guardian)
    await addWebhook(context, account, 'http://localhost:9/hook')
    await publish(context.db, tale.started(hash, now()))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started'])
    expect(await kindsTo(context, guardian)).toEqual(['started'])
    expect(await webhooksOf(context, account)).toMatchObject([
      {
        type: 'notice.started',
        data: { account, isSecurity: true, requestHash: hash, fingerprint: wordsFor(account) },
      },
    ])
    expect(alerts().filter((alert) => alert.account === account)).toEqual([])
  })

  test('says which account, network, new passkey and time, and how to stop it without signing in; nothing that was typed', async () => {
    const { account, name, mailbox, tale, hash } = await setUp()
    const ready = now() + 3 * DAY
    await publish(context.db, tale.started(hash, now()))
    await tell()
    const [mail = expect.fail()] = await mailsTo(context, mailbox)
    expect(mail.isSecurity).toBe(true)
    for (const text of [mail.text, mail.html]) {
      expect(text).toContain(`${context.config.origin}/object/${hash}`)
      expect(text).toContain(wordsFor(account))
      expect(text).toContain('Localhost One')
      expect(text).toContain('can be finished in 3 days')
      expect(text).toContain('w•••')
      expect(text).toContain(`${account.slice(0, 6)}…${account.slice(-4)}`)
      expect(text).toContain('one passkey prompt, no sign-in')
      expect(text).toContain('ask your guardians to object')
      expect(text).toContain('Nobody from here will ever ask for your passphrase or for a code.')
      expect(text).not.toContain(name)
      expect(text).not.toContain(account)
    }
    const day = new Date(ready * 1000).toISOString().slice(0, 10)
    expect(mail.text).toMatch(new RegExp(`${day} \\d\\d:\\d\\d UTC`))
    expect(mail.text.match(/https?:/g), 'one link').toHaveLength(1)
  })

  test('is told again half-way, a day before it is ready, and when it is; a restart in between tells nothing twice', async () => {
    const { mailbox, tale, hash } = await setUp()
    await publish(context.db, tale.started(hash, now()))
    for (let hour = 0; hour < 80; hour += 4) {
      await tell()
      await publish(context.db, tale)
      skip(4 * HOUR - 10)
    }
    expect(await kindsTo(context, mailbox)).toEqual(['started', 'half-way', 'last-day', 'ready'])
  })

  test('that ran while nobody was here is told once, as what it has come to', async () => {
    const { mailbox, tale, hash } = await setUp()
    await publish(context.db, tale.started(hash, now()))
    skip(50 * HOUR)
    await tell()
    const [mail = expect.fail()] = await mailsTo(context, mailbox)
    expect([mail.kind, await kindsTo(context, mailbox)]).toEqual(['started', ['started']])
    expect(mail.text).toContain('can be finished in 22 hours')
    await publish(context.db, tale.executed(hash))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started', 'executed'])
  })

  test('is told to a guardian’s mailbox when there is nobody else, and operators are told of that', async () => {
    const { account, tale, hash } = await setUp({ contact: false })
    const guardian = newMailbox()
    await addGuardian(context, account, guardian)
    await publish(context.db, tale.started(hash, now()))
    await tell()
    expect(await kindsTo(context, guardian)).toEqual(['started'])
    expect(alerts().filter((alert) => alert.account === account)).toEqual([
      { alert: 'notice_guardians_only', account },
    ])
    expect(await toldToGuardiansOnly(context.db, account)).toEqual(new Set([hash]))
    expect(
      await context.db.$count(recoveryWork, eq(recoveryWork.account, account)),
      'the queue is told',
    ).toBe(1)
    await publish(context.db, tale.cancelled())
    await tell()
    expect(
      alerts().filter((alert) => alert.account === account),
      'once',
    ).toHaveLength(1)
  })

  test('of somebody whom nobody tells anything costs nothing, and is told to who is added while it runs', async () => {
    const { account, tale, hash } = await setUp({ contact: false })
    await publish(context.db, tale.started(newHash(), now()).cancelled().started(hash, now()))
    expect(await context.db.$count(noticeWork, eq(noticeWork.account, account))).toBe(0)
    const late = newMailbox()
    await addMailbox(context, account, late)
    await tell()
    const told = await mailsTo(context, late)
    expect(told.map(({ kind }) => kind)).toEqual(['started'])
    expect(told[0]?.text).toContain(hash)
  })
})

describe('R-12 what is not delivered', () => {
  const fails = (id: string | undefined, state: 'bounced' | 'expired') =>
    context.db
      .update(mails)
      .set({ state, sealedContent: null })
      .where(eq(mails.id, id ?? ''))

  test.each(['bounced', 'expired'] as const)(
    'is told to the others once when it %s, and to operators',
    async (state) => {
      const { account, mailbox, tale, hash } = await setUp()
      const other = newMailbox()
      await addMailbox(context, account, other)
      await addWebhook(context, account, 'http://localhost:9/hook')
      await publish(context.db, tale.started(hash, now()))
      await tell()
      await fails((await mailsTo(context, mailbox))[0]?.id, state)
      skip(10)
      await tell()
      expect(await kindsTo(context, mailbox), 'not where it failed').toEqual(['started'])
      const [, mail = expect.fail()] = await mailsTo(context, other)
      expect(mail).toMatchObject({ kind: 'undelivered', isSecurity: true })
      expect(mail.text).toContain(`${context.config.origin}/object/${hash}`)
      expect((await webhooksOf(context, account)).map(({ type }) => type)).toEqual([
        ...['notice.started', 'notice.undelivered'],
      ])
      skip(36 * HOUR)
      await tell()
      const half = (await mailsTo(context, mailbox)).find(({ kind }) => kind === 'half-way')
      await fails(half?.id, state)
      await fails(mail.id, state)
      skip(10)
      await tell()
      expect(await kindsTo(context, other)).toEqual(['started', 'undelivered', 'half-way'])
      const own = alerts().filter((alert) => alert.account === account)
      expect(own).toEqual(Array.from({ length: 3 }, () => ({ alert: 'notice_undelivered', account })))
    },
  )

  test('a webhook that nobody takes is told by mail', async () => {
    const { account, mailbox, tale, hash } = await setUp()
    await addWebhook(context, account, 'http://localhost:9/hook')
    await publish(context.db, tale.started(hash, now()))
    await tell()
    const failed = { state: 'failed', endedAt: new Date(context.clock.now()) } as const
    await context.db.update(webhooks).set(failed).where(eq(webhooks.account, account))
    skip(10)
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started', 'undelivered'])
    expect(await webhooksOf(context, account)).toHaveLength(1)
  })
})

describe('guardians and passkeys', () => {
  test('C-40 guardians that are removed while a recovery waits: everybody on file is told at once that it is over, and why', async () => {
    const { account, mailbox, tale, hash } = await setUp()
    const other = newMailbox()
    await addMailbox(context, account, other)
    await publish(context.db, tale.started(hash, now()))
    await tell()
    await publish(context.db, tale.cleared())
    await tell()
    for (const address of [mailbox, other]) {
      const [, mail = expect.fail(), ...more] = await mailsTo(context, address)
      expect([mail.kind, mail.isSecurity, more]).toEqual(['stopped', true, []])
      expect(mail.text).toContain('has changed its guardians, which ends every recovery')
      expect(mail.text).toContain('The account has no guardians any more.')
    }
  })

  test('are notices, which a contact can do without; while a recovery runs nobody can', async () => {
    const { account, mailbox, tale, hash } = await setUp()
    const other = newMailbox()
    await addMailbox(context, account, other)
    await context.db.update(contacts).set({ isMuted: true }).where(eq(contacts.account, account))
    await publish(context.db, tale.passkey('PasskeyAdded'))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual([])
    await publish(context.db, tale.started(hash, now()).passkey('PasskeyRemoved'))
    await tell()
    expect((await kindsTo(context, mailbox)).toSorted()).toEqual(['passkeys', 'started'])
    const told = await mailsTo(context, other)
    expect(told.every(({ isSecurity }) => isSecurity)).toBe(true)
    const about = told.find(({ kind }) => kind === 'passkeys')
    expect(about?.text).toContain(`/object/${hash}`)
    expect(about?.text).toContain('Passkey removed')
  })

  test('that are muted at a mailbox are not told there because it guards the account as well', async () => {
    const { account, mailbox, tale } = await setUp()
    await addGuardian(context, account, mailbox)
    await publish(context.db, tale.passkey('PasskeyAdded'))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['passkeys'])
    await context.db.update(contacts).set({ isMuted: true }).where(eq(contacts.account, account))
    await publish(context.db, tale.passkey('PasskeyRemoved'))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['passkeys'])
    await publish(context.db, tale.started(newHash(), now()))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['passkeys', 'started'])
  })

  test('are told to a guardian’s mailbox only where nobody else is on file', async () => {
    const { account, mailbox, tale } = await setUp()
    const guardian = newMailbox()
    await addGuardian(context, account, guardian)
    await publish(context.db, tale.passkey('PasskeyAdded'))
    await tell()
    expect(await kindsTo(context, guardian)).toEqual([])
    await context.db.delete(contacts).where(eq(contacts.account, account))
    await publish(context.db, tale.passkey('PasskeyRemoved'))
    await tell()
    expect(await kindsTo(context, guardian)).toEqual(['passkeys'])
    expect(await kindsTo(context, mailbox)).toEqual(['passkeys'])
  })

  test('a new passkey is told with its six words', async () => {
    const { mailbox, tale } = await setUp()
    await publish(context.db, tale.passkey('PasskeyAdded'))
    await tell()
    const [mail] = await mailsTo(context, mailbox)
    expect(mail).toMatchObject({ kind: 'passkeys', isSecurity: false })
    expect(mail?.text).toMatch(/Passkey added \(([a-z-]+ ){5}[a-z-]+\): Localhost One/)
  })

  test('what was before somebody was told is not told', async () => {
    const person = await newTold(context, { contact: false })
    await publish(context.db, Tale.of(person.account).passkey('PasskeyAdded'))
    await addMailbox(context, person.account, person.mailbox)
    await tell()
    expect(await kindsTo(context, person.mailbox)).toEqual([])
  })

  test('what happens just when somebody adds a mailbox of his own is told to those who were told before', async () => {
    const { account, mailbox, tale } = await setUp()
    await publish(context.db, tale.cleared())
    const thief = newMailbox()
    await addMailbox(context, account, thief)
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['guardians'])
  })
})

describe('several networks', () => {
  async function onBoth() {
    const person = await newTold(context)
    const tales = [Tale.of(person.account), Tale.of(person.account, 31338)] as const
    await publish(context.db, ...tales)
    await tell()
    await context.db.delete(mails).where(eq(mails.account, person.account))
    return { ...person, tales, hash: newHash() }
  }

  test('are one notice that names them, also when one is seconds later', async () => {
    const { mailbox, tales, hash } = await onBoth()
    const one = new Notices(context)
    await publish(context.db, tales[0].started(hash, now()))
    await one.pass()
    expect(await kindsTo(context, mailbox)).toEqual([])
    skip(2)
    await publish(context.db, tales[1].started(hash, now()))
    await one.pass()
    skip(2)
    await one.pass()
    const [mail = expect.fail(), ...more] = await mailsTo(context, mailbox)
    expect([mail.kind, more]).toEqual(['started', []])
    for (const name of ['Localhost One', 'Localhost Two']) expect(mail.text).toContain(name)
  })

  test('one that is not heard of holds the others up for seconds only, and is told later', async () => {
    const { mailbox, tales, hash } = await onBoth()
    const one = new Notices(context)
    await publish(context.db, tales[0].started(hash, now()))
    await one.pass()
    skip(4)
    await one.pass()
    expect(await kindsTo(context, mailbox)).toEqual(['started'])
    skip(HOUR)
    await publish(context.db, tales[1].started(hash, now()))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started', 'started'])
  })
})

test('R-09 a start that is taken back is told as such, and told again when it is mined again', async () => {
  const { mailbox, tale, hash } = await setUp()
  await publish(context.db, tale.started(hash, now()))
  await tell()
  await takeBack(context.db, tale.takenBack(1))
  await tell()
  const [, withdrawn] = await mailsTo(context, mailbox)
  expect(withdrawn).toMatchObject({ kind: 'withdrawn', isSecurity: true })
  expect(withdrawn?.text).toContain('Networks: it runs on none')
  await publish(context.db, tale.started(hash, now()))
  await tell()
  expect(await kindsTo(context, mailbox)).toEqual(['started', 'withdrawn', 'started'])
})

describe('whatever happens', () => {
  test('B-07 several that look at once tell each once', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => setUp()))
    await Promise.all(people.map(({ tale, hash }) => publish(context.db, tale.started(hash, now()))))
    const several = Array.from({ length: 4 }, () => new Notices({ ...context }))
    await Promise.all(several.map((one) => tellAll(context, () => {}, one)))
    for (const { mailbox } of people) expect(await kindsTo(context, mailbox)).toEqual(['started'])
  })

  test('one that ends in the middle has told nothing, and the next one tells', async () => {
    const { account, mailbox, tale, hash } = await setUp()
    await addWebhook(context, account, 'http://localhost:9/hook')
    await publish(context.db, tale.started(hash, now()))
    const send = async () => {
      throw new TypeError('the process ends')
    }
    const before = await context.db.$count(notices, eq(notices.account, account))
    await tell({ ...context, queue: { send } as never })
    expect(await kindsTo(context, mailbox)).toEqual([])
    expect(await context.db.$count(notices, eq(notices.account, account))).toBe(before)
    expect(alerts().filter((alert) => alert.account === account)).toContainEqual({
      alert: 'notice_failed',
      account,
    })
    skip(60)
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started'])
  })

  test('an account of which nobody can be told keeps no other from being told', async () => {
    const broken = await setUp()
    const { mailbox, tale, hash } = await setUp()
    await context.db
      .update(contacts)
      .set({ sealedAddress: '1.AAAA' })
      .where(eq(contacts.account, broken.account))
    await publish(context.db, broken.tale.started(broken.hash, now()), tale.started(hash, now()))
    await tell()
    expect(await kindsTo(context, mailbox)).toEqual(['started'])
  })

  test('R-15 a notice goes ahead of codes, of which anybody can ask for many', async () => {
    const { mailbox, tale, hash } = await setUp()
    await publish(context.db, tale.started(hash, now()))
    await tell()
    const [mail] = await mailsTo(context, mailbox)
    const [row] = await context.db
      .select()
      .from(mails)
      .where(eq(mails.id, mail?.id ?? ''))
    expect(row?.notBefore.getTime()).toBeLessThan(context.clock.now() - 1_800_000)
  })
})
