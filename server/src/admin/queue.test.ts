import { eq } from 'drizzle-orm'
import type { PendingJson, QueuePageJson } from 'sparekey/admin-schema'
import { type Hex, keccak256, stringToHex } from 'viem'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emailConfig } from '../../test/mail.ts'
import {
  adminConfig,
  adminOver,
  firstAdmin,
  signInAt,
  type TestAdmin,
  type TestOperator,
} from '../../test/operators.ts'
import { type Person, register, useServer } from '../../test/server.ts'
import { transact } from '../db.ts'
import { storeEvents, withdrawEvents } from '../eventStore.ts'
import { GUARDIANS_ONLY, keepMarks } from '../notices/noticeWork.ts'
import { enqueueRecovery, noteDevice, passOver, touchRecoveries } from '../recoveries.ts'
import { contacts, mails } from '../tables/mailboxes.ts'
import { recoveries } from '../tables/recoveries.ts'
import { approvals, requests } from '../tables/requests.ts'
import { lockAccount } from './locks.ts'

const server = useServer({ hasMail: true, config: { admin: adminConfig } })
let admin: TestAdmin
let ada: TestOperator
beforeAll(async () => {
  admin = adminOver(server.context)
  ada = await firstAdmin(admin)
})
beforeEach(async () => {
  const { db } = server.context
  await db.delete(requests)
  await db.delete(mails)
  await db.delete(contacts)
  await later(8 * 86_400)
})

/** Sessions of operators are short. */
async function later(seconds: number) {
  server.skip(seconds)
  await signInAt(ada.browser, ada.passkey)
}

const phone = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36'
const laptop =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15'

let made = 0
/** A request of somebody, as POST /api/requests keeps one. */
async function ask(person: Person, from: { peer?: string; userAgent?: string } = {}): Promise<Hex> {
  const { peer = `198.51.100.${++made}`, userAgent = phone } = from
  const { db, clock } = server.context
  const account = person.session.account.address
  const hash = keccak256(stringToHex(`request ${++made}`))
  const deadline = Math.floor(clock.now() / 1000) + 7 * 86_400
  const request = {
    ...{ account, newSigner: `0x${'ab'.repeat(84)}` as Hex, replace: true, deadline },
    scopes: [{ chainId: '31337', epoch: 1 }],
  }
  await transact(db, async (tx) => {
    await tx.insert(requests).values({
      ...{ hash, account, request, newPasskeyLabel: 'Ada_x7k2', credentialId: hash },
      createdAt: new Date(clock.now()),
    })
    await enqueueRecovery(tx, server.context, { hash, account, peer, http: httpFrom(userAgent) })
  })
  return hash
}

/** What is read of a call. */
const httpFrom = (userAgent: string) =>
  ({ req: { header: (name: string) => (name === 'user-agent' ? userAgent : undefined) } }) as never

async function seen(person: Person, peer: string, userAgent: string) {
  const { db } = server.context
  const account = person.session.account.address
  await transact(db, (tx) => noteDevice(tx, server.context, { account, peer, http: httpFrom(userAgent) }))
}

const queue = async (query = ''): Promise<QueuePageJson> => {
  const { status, body } = await ada.browser.get(`/api/queue${query}`)
  expect([status, query]).toEqual([200, query])
  return body
}
const only = async (): Promise<PendingJson | undefined> => (await queue()).items[0]

let blocks = 0
async function tell(name: string, person: Person, requestHash = '', values: Record<string, string> = {}) {
  const blockHash = keccak256(stringToHex(`block ${++blocks}`))
  const account = person.session.account.address
  const event = { blockHash, blockNumber: blocks, logIndex: 0, transactionHash: blockHash, name }
  await storeEvents(server.context.db, 31337, [{ ...event, account, requestHash, values }])
  await passOver(server.context)
}
const seconds = (later: number) => String(Math.floor(server.context.clock.now() / 1000) + later)

describe('states', () => {
  test('asked, approved, waiting, ready, and over when the chain says so', async () => {
    const person = await register(server)
    const hash = await ask(person)
    expect(await only()).toMatchObject({
      ...{ hash, state: 'asked', approvals: 0, readyAt: null, device: 'Chrome on Android', isLocked: false },
      account: { name: person.name, address: person.session.account.address },
    })
    const { db } = server.context
    await db.insert(approvals).values({ requestHash: hash, signer: '0x11', chainId: 0, signature: '0x' })
    await touchRecoveries(db, [person.session.account.address])
    await passOver(server.context)
    expect(await only()).toMatchObject({ state: 'approved', approvals: 1 })
    const times = { ready: seconds(100), end: seconds(86_400) }
    await tell('RecoveryStarted', person, hash, times)
    expect(await only()).toMatchObject({
      ...{ state: 'waiting', readyAt: new Date(Number(times.ready) * 1000).toISOString() },
    })
    server.skip(101)
    expect(await only()).toMatchObject({ state: 'ready' })
    await tell('RecoveryExecuted', person, hash, { epoch: '2', newSigner: '0x' })
    expect(await only()).toBeUndefined()
  })

  test('R-09 what a chain takes back is open again; what is too late is over', async () => {
    const person = await register(server)
    const hash = await ask(person)
    const block = blocks
    await tell('RecoveryStarted', person, hash, { ready: seconds(60), end: seconds(120) })
    await tell('RecoveriesCancelled', person, '', { epoch: '2' })
    expect(await only()).toBeUndefined()
    await withdrawEvents(server.context.db, 31337, block + 1)
    await passOver(server.context)
    expect(await only()).toMatchObject({ state: 'waiting' })
    await withdrawEvents(server.context.db, 31337, block)
    await passOver(server.context)
    expect(await only()).toMatchObject({ state: 'asked' })
    await later(8 * 86_400)
    await passOver(server.context)
    expect(await only()).toBeUndefined()
    expect(await server.context.db.$count(recoveries, eq(recoveries.hash, hash))).toBe(1)
  })

  test('one that was started without this server is there as well, from somewhere unknown', async () => {
    const person = await register(server)
    const { db, clock } = server.context
    const account = person.session.account.address
    const hash = keccak256(stringToHex('elsewhere'))
    const deadline = Math.floor(clock.now() / 1000) + 86_400
    const request = { account, newSigner: '0xab' as Hex, replace: true, deadline }
    await db.insert(requests).values({
      ...{ hash, account, newPasskeyLabel: 'Passkey', credentialId: '' },
      request: { ...request, scopes: [{ chainId: '31337', epoch: 1 }] },
      createdAt: new Date(clock.now()),
    })
    await tell('RecoveryStarted', person, hash, { ready: seconds(60), end: seconds(120) })
    expect(await only()).toMatchObject({ hash, device: null, concerns: ['new-device'] })
  })
})

describe('reasons for concern', () => {
  test('none where the owner’s own browser or network asks', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.7', laptop)
    await ask(person, { peer: '203.0.113.7', userAgent: phone })
    expect((await only())?.concerns).toEqual([])
  })

  test('a browser and an address that were never seen with the account', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.7', laptop)
    await ask(person)
    expect((await only())?.concerns).toEqual(['new-device'])
  })

  test('several accounts from one address within a day, whichever came first', async () => {
    const people = [await register(server), await register(server), await register(server)]
    const peer = '203.0.113.99'
    for (const person of people) await seen(person, peer, phone)
    const [one, two, three] = people as [Person, Person, Person]
    await ask(one, { peer })
    await ask(one, { peer })
    expect((await queue()).items.map(({ concerns }) => concerns)).toEqual([[], []])
    await ask(two, { peer })
    expect((await queue('?concern=shared-address')).items).toHaveLength(3)
    await later(86_401)
    await ask(three, { peer })
    expect((await queue('?concern=shared-address')).items).toHaveLength(3)
  })

  test('guardians or contacts that were changed within the week before, or since', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.1', phone)
    const from = { peer: '203.0.113.1' }
    await ask(person, from)
    expect((await only())?.concerns).toEqual([])
    await server.context.db.insert(contacts).values({
      ...{ id: `c${made}`, account: person.session.account.address, kind: 'email', sealedAddress: '' },
      ...{ addressHash: '', createdAt: new Date(server.context.clock.now()) },
    })
    await touchRecoveries(server.context.db, [person.session.account.address])
    await passOver(server.context)
    expect((await only())?.concerns).toEqual(['changed-lately'])
    await later(6 * 86_400)
    await ask(person, from)
    expect((await only())?.concerns).toEqual(['changed-lately'])
    await later(2 * 86_400)
    await ask(person, from)
    expect((await only())?.concerns).toEqual([])
  })

  test('nobody but the e-mail guardian', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.1', phone)
    const hash = await ask(person, { peer: '203.0.113.1' })
    const { db } = server.context
    const approved = async (signer: string) => {
      await db.insert(approvals).values({ requestHash: hash, signer, chainId: 0, signature: '0x' })
      await touchRecoveries(db, [person.session.account.address])
      await passOver(server.context)
      return (await only())?.concerns
    }
    expect(await approved(`${emailConfig().guardian}${'cd'.repeat(32)}`)).toEqual(['email-alone'])
    expect(await approved(`0x${'22'.repeat(20)}`)).toEqual([])
  })

  test('a message that did not arrive; a code is none', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.1', phone)
    await ask(person, { peer: '203.0.113.1' })
    const { db, clock } = server.context
    const lost = async (kind: string) => {
      const at = new Date(clock.now() + 1)
      await db.insert(mails).values({
        ...{ id: `m${++made}`, account: person.session.account.address, kind, isSecurity: true },
        ...{
          sealedAddress: '',
          addressHash: '',
          state: 'bounced',
          notBefore: at,
          expiresAt: at,
          createdAt: at,
        },
      })
      await touchRecoveries(db, [person.session.account.address])
      await passOver(server.context)
      return (await only())?.concerns
    }
    expect(await lost('code')).toEqual([])
    expect(await lost('notice-started')).toEqual(['notice-undelivered'])
  })

  test('nobody is told but a mailbox that guards the account', async () => {
    const person = await register(server)
    const account = person.session.account.address
    await seen(person, '203.0.113.1', phone)
    const hash = await ask(person, { peer: '203.0.113.1' })
    const { db } = server.context
    await keepMarks(db, account, [{ subject: hash, stage: GUARDIANS_ONLY }], new Date(0))
    await touchRecoveries(db, [account])
    await passOver(server.context)
    expect((await only())?.concerns).toEqual(['notice-undelivered'])
  })

  test('nothing of where people are is stored that could be read', async () => {
    const person = await register(server)
    await seen(person, '203.0.113.177', phone)
    await ask(person, { peer: '203.0.113.177' })
    const rows = await server.context.db.select().from(recoveries)
    expect(JSON.stringify(rows)).not.toContain('203.0.113.177')
    expect(JSON.stringify(await queue())).not.toContain('203.0.113')
  })
})

describe('pages', () => {
  test.each(['newest', 'oldest', 'ready', 'concerns'] as const)(
    'by %s: every recovery once, in order, however many pages',
    async (sort) => {
      const people = [await register(server), await register(server)] as [Person, Person]
      const { db } = server.context
      const hashes: Hex[] = []
      for (let index = 0; index < 60; index++) {
        if (index % 7 === 0) server.skip(1)
        hashes.push(await ask(people[index % 2] as Person, { peer: `203.0.113.${index % 5}` }))
      }
      for (const [index, hash] of hashes.entries())
        await db
          .update(recoveries)
          .set({
            ...{ state: 'started', readyAt: new Date(server.context.clock.now() + (index % 40) * 1000) },
            ...{ isUndelivered: index % 3 === 0, isEmailAlone: index % 5 === 0 },
          })
          .where(eq(recoveries.hash, hash))
      const seenRows: PendingJson[] = []
      for (let next: string | null = ''; next !== null; ) {
        const page: QueuePageJson = await queue(`?sort=${sort}${next && `&cursor=${next}`}`)
        expect(page.items.length).toBeLessThanOrEqual(50)
        seenRows.push(...page.items)
        next = page.next
      }
      expect(seenRows.map(({ hash }) => hash).sort()).toEqual([...hashes].sort())
      const keys = seenRows.map((row) => ({
        newest: -Date.parse(row.createdAt),
        oldest: Date.parse(row.createdAt),
        ready: Date.parse(row.readyAt ?? ''),
        concerns: -row.concerns.length,
      }))
      const values = keys.map((key) => key[sort])
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    },
    120_000,
  )

  test('filters by state, and tells who is locked', async () => {
    const person = await register(server)
    const hash = await ask(person)
    const other = await ask(person)
    await tell('RecoveryStarted', person, other, { ready: seconds(60), end: seconds(600) })
    const { context } = server
    const lock = { reason: 'mailbox taken', by: 'Ada', until: new Date(context.clock.now() + 60_000) }
    await lockAccount(context.db, context, { account: person.session.account.address, ...lock })
    expect((await queue('?state=asked')).items).toMatchObject([{ hash, isLocked: true }])
    expect((await queue('?state=waiting')).items).toMatchObject([{ hash: other, isLocked: true }])
    expect((await queue('?state=ready')).items).toEqual([])
  })
})
