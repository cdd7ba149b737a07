// Nodes that misbehave, chains that stand still, servers that stop in the middle.
import { isOwner, signAcceptance } from 'sparekey'
import { getTransactionCount } from 'viem/actions'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newScene, useChains } from '../../sdk/test/chains.ts'
import {
  fails,
  garbage,
  hangs,
  honest,
  lies,
  type NodeProxy,
  nothing,
  only,
  startProxy,
  tooMany,
} from '../../sdk/test/proxy.ts'
import { approve, askFor } from '../test/recovery.ts'
import { contextFor, type Scene, storeRequest, type TestContext } from '../test/scene.ts'
import { Lane } from './relayer.ts'
import { queueSubmissions, submissionsOf } from './submissions.ts'
import { submissions } from './tables/submissions.ts'

const chains = useChains()
let proxy: NodeProxy
let context: TestContext
const opened: Lane[] = []
beforeAll(async () => {
  const [, second] = chains.stack.chains
  proxy = await startProxy(second.rpcUrl)
  context = await contextFor(chains.stack, { urls: { 31338: proxy.url }, timeout: 400 })
})
beforeEach(() => {
  proxy.behaviour = honest
})
afterEach(async () => {
  await stop()
  await context.db.delete(submissions)
})
afterAll(async () => {
  await context?.database.close()
  await proxy?.stop()
})

/** A server's lanes, as after a start. */
function open(): [Lane, Lane] {
  const lanes = context.chains.map((chain) => new Lane(context, chain)) as [Lane, Lane]
  opened.push(...lanes)
  return lanes
}

async function stop() {
  for (const lane of opened.splice(0)) await lane.stop()
}

/** Passes that may fail, until the submissions of a scene on some chains are over. */
async function until(lanes: readonly Lane[], scene: Scene, chainIds: readonly number[]) {
  for (let i = 0; i < 200; i++) {
    context.clock.skip(1_100)
    for (const lane of lanes) await lane.pass().catch(() => {})
    const all = await submissionsOf(context.db, scene.account, scene.hash)
    const left = all.filter(({ chainId, state }) => chainIds.includes(chainId) && /queued|sent/.test(state))
    if (left.length === 0) return
  }
  throw new Error('not over')
}

const owned = ({ account, newSigner }: Scene) =>
  Promise.all(chains.all.map((client) => isOwner(client, { account, signer: newSigner })))

const nonceOnTwo = () => {
  const { address } = (context.chains[1] as TestContext['chains'][number]).client.account
  return getTransactionCount(chains.two, { address })
}

async function queued(action: 'start' | 'recover', chainIds = [31338]) {
  const scene = await newScene(chains.all)
  const acceptance = await signAcceptance(scene.newKey, scene.hash)
  const by = action === 'start' ? scene.wallets.slice(0, 1) : scene.wallets
  await storeRequest(context.db, scene, by, acceptance)
  const { account, hash: requestHash } = scene
  await queueSubmissions(context.db, { action, account, requestHash, chainIds })
  return scene
}

describe('a chain that freezes in the middle', () => {
  test('the other goes on; the first is finished later from the same approvals, also after a restart', async () => {
    const scene = await newScene(chains.all)
    const asked = await askFor(context, scene)
    await approve(asked, scene.wallets)
    proxy.behaviour = hangs
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    const answer = await asked.browser.post(`${asked.path}/acceptance`, { acceptance })
    expect(answer).toMatchObject({ status: 202 })
    await until(open(), scene, [31337])
    expect(await owned(scene)).toEqual([true, false])
    await stop()
    proxy.behaviour = honest
    await until(open(), scene, [31337, 31338])
    expect(await owned(scene)).toEqual([true, true])
  })
})

const undone = (receipt: unknown) => receipt && { ...receipt, status: '0x0' }
const old = (block: unknown) => {
  const { number, timestamp } = block as { number: string; timestamp: string }
  const before = (value: string, by: number) => `0x${Math.max(0, Number(value) - by).toString(16)}`
  return { ...(block as object), number: before(number, 100), timestamp: before(timestamp, 3600) }
}

describe('a node that misbehaves (R-03)', () => {
  test.each([
    ['cuts every connection', fails],
    ['answers with garbage', garbage],
    ['asks for patience', tooMany],
    ['never answers', hangs],
    ['has no receipts', only(['eth_getTransactionReceipt'], nothing)],
    ['serves another chain', lies('eth_chainId', () => '0x1')],
    ['does not take transactions', only(['eth_sendRawTransaction'], fails)],
    ['says that what succeeded was undone', lies('eth_getTransactionReceipt', undone)],
    ['is behind by an hour', lies('eth_getBlockByNumber', old)],
    ['has forgotten what was sent from here', lies('eth_getTransactionCount', () => '0x0')],
    [
      'names another transaction than it was given',
      lies('eth_sendRawTransaction', () => `0x${'77'.repeat(32)}`),
    ],
  ])('one that %s for a while: nothing is lost, and sent once', async (_, behaviour) => {
    const scene = await queued('recover')
    const before = await nonceOnTwo()
    proxy.behaviour = behaviour
    const lanes = open()
    for (let i = 0; i < 3; i++) await lanes[1].pass().catch(() => {})
    proxy.behaviour = honest
    await until(lanes, scene, [31338])
    expect(await submissionsOf(context.db, scene.account, scene.hash)).toMatchObject([{ state: 'done' }])
    expect((await owned(scene))[1]).toBe(true)
    expect(await nonceOnTwo()).toBe(before + 1)
  })

  test('one that took the transaction and says that it did not: what the chain says counts', async () => {
    const scene = await queued('start')
    const before = await nonceOnTwo()
    proxy.behaviour = async (request, reply) => {
      const result = await reply.pass()
      if (request.method === 'eth_sendRawTransaction') reply.response.destroy()
      else reply.result(result)
    }
    await until(open(), scene, [31338])
    expect(await submissionsOf(context.db, scene.account, scene.hash)).toMatchObject([{ state: 'done' }])
    expect(await nonceOnTwo()).toBe(before + 1)
  })
})

describe('a server that stops in the middle (B-01)', () => {
  test('after it has stored and before it has sent: the next one sends the very same transaction', async () => {
    const scene = await queued('start')
    const before = await nonceOnTwo()
    proxy.behaviour = only(['eth_sendRawTransaction'], fails)
    const [, lane] = open()
    await lane.pass()
    const [stored] = await context.db.select().from(submissions)
    expect(stored).toMatchObject({ state: 'sent', nonce: before })
    await stop()
    proxy.behaviour = honest
    const lanes = open()
    context.clock.skip(6_000)
    await until(lanes, scene, [31338])
    const [after] = await context.db.select().from(submissions)
    expect(after).toMatchObject({ state: 'done', transactionHash: stored?.transactionHash })
    expect(await nonceOnTwo()).toBe(before + 1)
  })
})
