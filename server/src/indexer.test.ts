import { eq } from 'drizzle-orm'
import { prepareRequest, signAcceptance, startRecovery } from 'sparekey'
import type { Hex } from 'viem'
import { mine } from 'viem/actions'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  anvilOf,
  approvalsOf,
  DAY,
  done,
  newPasskey,
  newScene,
  useChains,
  validator,
} from '../../sdk/test/chains.ts'
import { type NodeProxy, only, startProxy, tooMany } from '../../sdk/test/proxy.ts'
import {
  contextFor,
  type Scene,
  storeRequest,
  type TestContext,
  useContext,
  useLanes,
} from '../test/scene.ts'
import { Follower } from './indexer.ts'
import { passkeysOf } from './passkeys.ts'
import { queueSubmissions, submissionsOf } from './submissions.ts'
import { checkpoints, events } from './tables/events.ts'
import { passkeys } from './tables/passkeys.ts'
import { sessions } from './tables/sessions.ts'

const chains = useChains()
const context = useContext(chains)
const { open, work } = useLanes(context)

const followers: Follower[] = []
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.release()
})

function followerOf(one: TestContext = context.current): Follower {
  const follower = new Follower(one, one.chains[0] as TestContext['chains'][number])
  followers.push(follower)
  return follower
}

/** Reads until there is nothing more to read. */
async function follow(follower: Follower) {
  while (await follower.pass());
}

/** In the chain's order; a table has none of its own. */
async function eventsOf(account: Hex, { db } = context.current): Promise<string[]> {
  const rows = await db
    .select()
    .from(events)
    .where(eq(events.account, account.toLowerCase()))
    .orderBy(events.blockNumber, events.logIndex)
  return rows.map(({ name, isWithdrawn }) => (isWithdrawn ? `${name} withdrawn` : name))
}

const reorg = (depth: number) =>
  anvilOf(chains.one).request({ method: 'anvil_reorg', params: [depth, []] } as never)

const queue = ({ account, hash }: Scene, action: 'start' | 'recover' | 'execute') =>
  queueSubmissions(context.current.db, { action, account, requestHash: hash, chainIds: [31337] })

describe('indexer', () => {
  it('stores every event once over restarts (R-13)', async () => {
    const scene = await newScene(chains.all)
    await follow(followerOf())
    await followers.pop()?.release()
    await follow(followerOf())
    expect(await eventsOf(scene.account)).toEqual([
      ...['AccountCreated', 'PasskeyAdded', 'GuardianSet', 'GuardianSet', 'PolicySet'],
    ])
  })

  it('stores every event once when two servers follow one chain (B-07)', async () => {
    const scene = await newScene(chains.all)
    const [one, two] = [followerOf(), followerOf()]
    for (let i = 0; i < 6; i++) await Promise.all([one.pass(), two.pass()])
    expect(await eventsOf(scene.account)).toHaveLength(5)
  })

  it('ends all older sessions when a recovery is executed, and only those (S-11)', async () => {
    const scene = await newScene(chains.all)
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    const { db } = context.current
    await storeRequest(db, scene, scene.wallets, acceptance)
    const account = scene.account.toLowerCase()
    const { credentialId } = scene.owner.passkey
    const moments = { createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) }
    await db
      .insert(sessions)
      .values({ tokenHash: scene.hash, kind: 'full', account, credentialId, requestHash: null, ...moments })
    const follower = followerOf()
    await follow(follower)
    expect(await db.$count(sessions, eq(sessions.account, account))).toBe(1)
    await queue(scene, 'recover')
    await work(open())
    await follow(follower)
    expect(await eventsOf(scene.account)).toContain('RecoveryExecuted')
    expect(await db.$count(sessions, eq(sessions.account, account))).toBe(0)
  })

  it('where the older passkeys stay, so do their sessions, and the new one is in the list (S-11)', async () => {
    const scene = await newScene(chains.all, { replace: false })
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    const { db } = context.current
    await storeRequest(db, scene, scene.wallets, acceptance)
    const account = scene.account.toLowerCase()
    const { credentialId, x, y } = scene.newKey
    const moments = { createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) }
    await db.insert(passkeys).values({
      ...{ credentialId, account, x, y, label: 'Alice_x7k2', transports: [], userHandle: 'new' },
      ...{ signCount: 0, requestHash: scene.hash, createdAt: moments.createdAt, lastUsedAt: null },
    })
    const owner = { account, credentialId: scene.owner.passkey.credentialId, requestHash: null }
    await db.insert(sessions).values({ tokenHash: scene.hash, kind: 'full', ...owner, ...moments })
    const listed = async () => (await passkeysOf(db, account)).map((row) => row.credentialId)
    expect(await listed()).not.toContain(credentialId)
    const follower = followerOf()
    await follow(follower)
    await queue(scene, 'recover')
    await work(open())
    await follow(follower)
    expect(await eventsOf(scene.account)).toContain('RecoveryExecuted')
    expect(await db.$count(sessions, eq(sessions.account, account))).toBe(1)
    expect(await listed()).toContain(credentialId)
  })

  it.each([1, 12])(
    'withdraws what a reorg of %i takes back, and the relayer does it again (R-09)',
    async (depth) => {
      const scene = await newScene(chains.all)
      await mine(anvilOf(chains.one), { blocks: 12 })
      await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1))
      const follower = followerOf()
      await follow(follower)
      await queue(scene, 'start')
      const lanes = open()
      await work(lanes)
      await mine(anvilOf(chains.one), { blocks: depth - 1 })
      await follow(follower)
      expect(await eventsOf(scene.account)).toContain('RecoveryStarted')
      await reorg(depth)
      await follow(follower)
      expect(await eventsOf(scene.account)).toContain('RecoveryStarted withdrawn')
      expect(await submissionsOf(context.current.db, scene.account, scene.hash)).toMatchObject([
        { action: 'start', state: 'queued', transactionHash: null },
      ])
      await work(lanes)
      await mine(anvilOf(chains.one), { blocks: 1 })
      await follow(follower)
      expect(await eventsOf(scene.account)).toContain('RecoveryStarted')
      expect(await submissionsOf(context.current.db, scene.account, scene.hash)).toMatchObject([
        { action: 'start', state: 'done' },
      ])
    },
  )
})

describe('a reorg that exchanges one recovery for another', () => {
  it('withdraws the new key that was announced and tells the one that counts now (R-10)', async () => {
    const { db } = context.current
    const one = await newScene(chains.all)
    const newSigner = newPasskey().signer(validator)
    const { request } = await prepareRequest(chains.all, { account: one.account, newSigner, life: 7 * DAY })
    const started = async (of: typeof request) => {
      const approvals = await approvalsOf(one.policy, of, one.wallets.slice(0, 1))
      await done(chains.one, startRecovery(chains.one, { policy: one.bytes, request: of, approvals }))
    }
    const announced = async () =>
      (await db.select().from(events).where(eq(events.account, one.account.toLowerCase()))).flatMap(
        ({ name, isWithdrawn, values }) =>
          name === 'RecoveryStarted' && !isWithdrawn ? [values['newSigner']] : [],
      )
    const follower = followerOf()
    await started(one.request)
    await follow(follower)
    expect(await announced()).toEqual([one.newSigner.toLowerCase()])
    await reorg(1)
    await started(request)
    await follow(follower)
    expect(await announced()).toEqual([newSigner.toLowerCase()])
  })
})

describe('indexer at a node with limits', () => {
  const at = {} as { proxy: NodeProxy; context: TestContext }
  beforeAll(async () => {
    const [chain] = chains.stack.chains
    at.proxy = await startProxy(chain.rpcUrl)
    at.context = await contextFor(chains.stack, { urls: { 31337: at.proxy.url } })
  })
  afterAll(async () => {
    await at.context?.database.close()
    await at.proxy?.stop()
  })

  it('splits ranges until the node takes them, over a long gap (R-13)', async () => {
    const scene = await newScene(chains.all)
    await mine(anvilOf(chains.one), { blocks: 1_000 })
    const last = await newScene(chains.all)
    const largest = 150
    at.proxy.behaviour = async (request, reply) => {
      const [filter] = (request.params ?? []) as [{ fromBlock: Hex; toBlock: Hex }]
      const isTooLong =
        request.method === 'eth_getLogs' && Number(filter.toBlock) - Number(filter.fromBlock) >= largest
      if (!isTooLong) return reply.result(await reply.pass())
      const error = { code: -32005, message: 'query exceeds max block range' }
      reply.response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ jsonrpc: '2.0', id: request.id, error }))
    }
    await follow(followerOf(at.context))
    expect(await eventsOf(scene.account, at.context)).toHaveLength(5)
    expect(await eventsOf(last.account, at.context)).toHaveLength(5)
  })

  it('goes on where it was after the node has refused to answer (R-03, R-13)', async () => {
    at.proxy.behaviour = only(['eth_getLogs'], tooMany)
    const scene = await newScene(chains.all)
    const follower = followerOf(at.context)
    const before = await at.context.db.$count(checkpoints)
    await expect(follow(follower)).rejects.toMatchObject({ name: 'ChainUnavailableError' })
    expect(await at.context.db.$count(checkpoints)).toBe(before)
    at.proxy.behaviour = only([], tooMany)
    await follow(follower)
    expect(await eventsOf(scene.account, at.context)).toHaveLength(5)
  })
})
