// Line by line what a lock stops and what it leaves, as the dialog of the dashboard says it, on real chains.
import { eq } from 'drizzle-orm'
import {
  getAccountState,
  getRecovery,
  isOwner,
  recover,
  signAcceptance,
  signCancellation,
  startRecovery,
} from 'sparekey'
import { lockEffects } from 'sparekey/admin-schema'
import { type Hex, parseEther } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { getBlock, sendTransaction } from 'viem/actions'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actingAs, done, useChains } from '../../../sdk/test/chains.ts'
import { asserted } from '../../test/authenticator.ts'
import type { Browser } from '../../test/Browser.ts'
import { askCode, askForMail, codeIn, type EmailScene, mailTo, proofOf } from '../../test/mail.ts'
import { adminConfig } from '../../test/operators.ts'
import { type Asked, approvalBody, approve, requestBody } from '../../test/recovery.ts'
import { refusal, useServer } from '../../test/server.ts'
import { storeEvents } from '../eventStore.ts'
import { Lane } from '../relayer.ts'
import { dueSubmissions, lockQueued } from '../submissions.ts'
import { noticeWork } from '../tables/noticeWork.ts'
import { sessions } from '../tables/sessions.ts'
import { accountLocks } from '../tables/settings.ts'
import { submissions } from '../tables/submissions.ts'
import { lockAccount } from './locks.ts'

const chains = useChains()
const server = useServer({ chains, hasMail: true, config: { admin: adminConfig } })
const lanes: Lane[] = []
beforeAll(async () => {
  const relayer = privateKeyToAddress(server.config.relayerKey.reveal())
  await chains.stack.fund(relayer, { eth: parseEther('100') })
})

let asked: Asked & { readonly scene: EmailScene }
beforeEach(async () => {
  asked = await askForMail(server, chains)
  lanes.push(...server.context.chains.map((chain) => new Lane(server.context, chain)))
})
afterEach(async () => {
  for (const lane of lanes.splice(0)) await lane.stop()
  await server.context.db.delete(submissions)
})

const lock = (seconds = 3_600) =>
  lockAccount(server.context.db, server.context, {
    account: asked.scene.account.toLowerCase() as Hex,
    ...{ reason: 'mailbox taken', by: 'Ada', until: new Date(server.context.clock.now() + seconds * 1000) },
  })
const locked = refusal(403, 'account_locked')
const post = (step: string, body: object) => asked.browser.post(`${asked.path}/${step}`, body)

/** Passes until nothing moves any more. */
async function work() {
  for (let quiet = 0; quiet < 2; ) {
    server.skip(1.1)
    for (const lane of lanes) await lane.pass()
    quiet = (await stateOf('sent')) ? 0 : quiet + 1
  }
}
const stateOf = (state: 'sent' | 'queued' | 'done') =>
  server.context.db.$count(submissions, eq(submissions.state, state))

async function signIn(browser: Browser, passkey: Parameters<typeof asserted>[0]) {
  const { body } = await browser.post('/api/sign-in/options')
  return browser.post('/api/sign-in', { credential: await asserted(passkey, body) })
}

/** What the owner sends to object, on all chains. */
async function cancellation() {
  const { account, hash, request, owner } = asked.scene
  const deadline = Number((await getBlock(chains.one)).timestamp) + 3600
  const { scopes } = request
  return {
    deadline,
    scopes: scopes.map(({ chainId, epoch }) => ({ chainId: String(chainId), epoch })),
    signature: await signCancellation(owner.passkey, { account, requestHash: hash, scopes, deadline }),
  }
}

const stops: Record<(typeof lockEffects)['stops'][number]['id'], () => Promise<void>> = {
  async requests() {
    const browser = server.browser()
    const account = asked.scene.account.toLowerCase()
    const body = await requestBody(browser, asked.scene)
    await lock()
    expect(await browser.post('/api/requests/options', { account })).toMatchObject(locked)
    expect(await browser.post('/api/requests', body)).toMatchObject(locked)
  },
  async codes() {
    await lock()
    const { answer } = await askCode(asked.browser, asked.scene, asked.scene.mailbox)
    expect(answer).toMatchObject(locked)
  },
  async attestations() {
    const { scene, browser } = asked
    const code = await askCode(browser, scene, scene.mailbox)
    const text = codeIn(await mailTo(server.context, scene.mailbox))
    await lock()
    const proof = await proofOf(code, scene.account, text)
    expect(await browser.post(`/api/email/codes/${code.body.id}/proof`, proof)).toMatchObject(locked)
    expect((await browser.get(asked.path)).body.approvals).toEqual([])
  },
  async approvals() {
    const [wallet] = asked.scene.wallets
    await lock()
    expect(await post('approvals', await approvalBody(asked.scene, wallet as never))).toMatchObject(locked)
  },
  async start() {
    await approve(asked, asked.scene.wallets.slice(0, 1))
    await lock()
    expect(await post('start', {})).toMatchObject(locked)
    expect(await stateOf('queued')).toBe(0)
  },
  async acceptance() {
    await approve(asked, asked.scene.wallets)
    await lock()
    const acceptance = await signAcceptance(asked.scene.newKey, asked.scene.hash)
    expect(await post('acceptance', { acceptance })).toMatchObject(locked)
  },
  async relayer() {
    await approve(asked, asked.scene.wallets.slice(0, 1))
    expect((await post('start', {})).status).toBe(202)
    await lock(600)
    await work()
    expect(await stateOf('queued')).toBe(2)
    expect(await recoveryOn(chains.one)).toBe('none')
    server.skip(601)
    await work()
    expect(await stateOf('done')).toBe(2)
    expect(await recoveryOn(chains.one)).toBe('waiting')
  },
  async sessions() {
    const owner = server.browser()
    expect((await signIn(owner, asked.scene.owner.passkey)).status).toBe(200)
    expect((await asked.browser.get('/api/session')).body.kind).toBe('recovery')
    await lock()
    for (const browser of [owner, asked.browser])
      expect(await browser.get('/api/session')).toMatchObject(refusal(401, 'session_required'))
    const account = asked.scene.account.toLowerCase()
    expect(await server.context.db.$count(sessions, eq(sessions.account, account))).toBe(0)
    expect(await signIn(server.browser(), asked.scene.newKey)).toMatchObject(locked)
  },
}

const recoveryOn = async (client: typeof chains.one) => {
  const { account, hash } = asked.scene
  return (await getRecovery(client, { account, requestHash: hash })).state
}

const leaves: Record<(typeof lockEffects)['leaves'][number]['id'], () => Promise<void>> = {
  async cancel() {
    await approve(asked, asked.scene.wallets.slice(0, 1))
    await post('start', {})
    await work()
    expect(await recoveryOn(chains.one)).toBe('waiting')
    await lock()
    expect((await post('cancellation', await cancellation())).status).toBe(202)
    await work()
    for (const client of chains.all) expect(await recoveryOn(client)).toBe('dead')
  },
  async 'sign-in'() {
    await lock()
    const owner = server.browser()
    const { passkey } = asked.scene.owner
    expect(await signIn(owner, passkey)).toMatchObject({ status: 200, body: { kind: 'full' } })
    const path = `/api/accounts/${asked.scene.account}/requests`
    expect((await owner.get(path)).body).toMatchObject([{ hash: asked.scene.hash }])
  },
  async funds() {
    const { account } = asked.scene
    await chains.stack.fund(account, { eth: parseEther('2') })
    await lock()
    const client = await actingAs(chains.one, account)
    const to = privateKeyToAddress(server.config.relayerKey.reveal())
    await done(chains.one, sendTransaction(client, { account, to, value: 1n, chain: client.chain }))
  },
  async chain() {
    const { scene } = asked
    await lock()
    const { request, bytes, newKey, newSigner, hash, wallets, account } = scene
    const one = await scene.approvals(...wallets.slice(0, 1))
    await done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals: one }))
    expect(await recoveryOn(chains.one)).toBe('waiting')
    const approvals = await scene.approvals(...wallets)
    const acceptance = await signAcceptance(newKey, hash)
    await done(chains.two, recover(chains.two, { policy: bytes, request, approvals, acceptance }))
    expect(await isOwner(chains.two, { account, signer: newSigner })).toBe(true)
    expect((await getAccountState(chains.two, { account })).epoch).toBeGreaterThan(1)
  },
  async notices() {
    await lock()
    const { account, hash } = asked.scene
    const event = {
      ...{ blockHash: `0x${'ab'.repeat(32)}` as Hex, blockNumber: 1, logIndex: 0, name: 'PolicyCleared' },
      ...{ transactionHash: hash, account: account.toLowerCase() as Hex, requestHash: '' },
      values: { epoch: '9' },
    }
    await storeEvents(server.context.db, 31337, [event])
    const due = await server.context.db
      .select()
      .from(noticeWork)
      .where(eq(noticeWork.account, account.toLowerCase()))
    expect(due).toHaveLength(1)
  },
}

describe('S-11, C-47: what a lock stops', () => {
  test.each(lockEffects.stops)('$id: $sentence', ({ id }) => stops[id](), 120_000)
})

describe('C-47: what a lock leaves', () => {
  test.each(lockEffects.leaves)('$id: $sentence', ({ id }) => leaves[id](), 120_000)
})

describe('A-10: a lock during each step of a recovery', () => {
  test('finishes or stops cleanly, and nothing is lost that is on a chain', async () => {
    const { scene } = asked
    const { db } = server.context
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    const steps = [
      async () => post('approvals', await approvalBody(scene, scene.wallets[0] as never)),
      () => post('start', {}),
      async () => {
        await work()
        return { status: (await recoveryOn(chains.one)) === 'waiting' ? 202 : 403, body: {} }
      },
      async () => post('approvals', await approvalBody(scene, scene.wallets[1] as never)),
      () => post('acceptance', { acceptance }),
      async () => {
        await work()
        const isDone = await isOwner(chains.one, { account: scene.account, signer: scene.newSigner })
        return { status: isDone ? 202 : 403, body: {} }
      },
    ]
    for (const step of steps) {
      const before = (await asked.browser.get(asked.path)).body.approvals
      await lock()
      expect((await step()).status, step.toString()).toBe(403)
      expect((await asked.browser.get(asked.path)).body.approvals).toEqual(before)
      await db.delete(accountLocks)
      expect([200, 202], step.toString()).toContain((await step()).status)
    }
    for (const client of chains.all)
      expect(await isOwner(client, { account: scene.account, signer: scene.newSigner })).toBe(true)
  }, 240_000)

  test('what was sent already is followed to its end, and its approval counts', async () => {
    const { scene } = asked
    await approve(asked, scene.wallets.slice(0, 1))
    await post('start', {})
    for (const lane of lanes) await lane.pass()
    expect(await stateOf('sent')).toBe(2)
    await lock()
    await work()
    expect(await stateOf('done')).toBe(2)
    for (const client of chains.all) expect(await recoveryOn(client)).toBe('waiting')
  }, 120_000)

  test('between the look at what is due and the sending nothing slips through', async () => {
    const { scene } = asked
    await approve(asked, scene.wallets.slice(0, 1))
    await post('start', {})
    const { db } = server.context
    const now = new Date(server.context.clock.now())
    const due = () => dueSubmissions(db, { chainId: 31337, now, chainTime: 0, limit: 9 })
    const [row] = await due()
    await lock()
    expect(await due()).toEqual([])
    expect(await lockQueued(db, row?.id ?? 0, now)).toBe(false)
    await db.delete(accountLocks)
    expect(await lockQueued(db, row?.id ?? 0, now)).toBe(true)
  }, 120_000)
})
