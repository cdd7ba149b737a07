import {
  executeRecovery,
  getAccountAddress,
  getRecovery,
  isOwner,
  signAcceptance,
  startRecovery,
} from 'sparekey'
import type { Address } from 'viem'
import { getCode, getTransactionCount } from 'viem/actions'
import { describe, expect, it } from 'vitest'
import { DAY, done, newPasskey, newScene, random32, useChains } from '../../sdk/test/chains.ts'
import {
  type Scene,
  storeAccount,
  storeApprovals,
  storeRequest,
  useContext,
  useLanes,
} from '../test/scene.ts'
import type { Chain } from './chains.ts'
import { type Lane, relayerLimits } from './relayer.ts'
import { queueSubmissions, submissionsOf } from './submissions.ts'

const chains = useChains()
const context = useContext(chains)

const { open: lanesOf, work } = useLanes(context)

const queue = (scene: Scene, action: 'start' | 'execute' | 'recover' | 'cancel', chainIds = [31337, 31338]) =>
  queueSubmissions(context.current.db, {
    ...{ action, account: scene.account, requestHash: scene.hash, chainIds },
  })

const statesOf = async (scene: Scene) =>
  (await submissionsOf(context.current.db, scene.account, scene.hash)).map(
    ({ chainId, action, state }) => `${chainId} ${action} ${state}`,
  )

const ownedBy = (scene: Scene) =>
  Promise.all(
    chains.all.map((client) => isOwner(client, { account: scene.account, signer: scene.newSigner })),
  )

describe('relayer', () => {
  it('creates an account on all chains', async () => {
    const { db } = context.current
    const [passkey, salt] = [newPasskey(), random32()]
    const account = getAccountAddress({ publicKey: passkey, salt }).toLowerCase() as Address
    await storeAccount(db, { account, owner: { address: account, passkey, salt } })
    await queueSubmissions(db, { action: 'create', account, chainIds: [31337, 31338] })
    await work(lanesOf())
    for (const client of chains.all) expect(await getCode(client, { address: account })).toBeTruthy()
    expect(await submissionsOf(db, account, '')).toMatchObject([
      { chainId: 31337, action: 'create', state: 'done', error: null },
      { chainId: 31338, action: 'create', state: 'done', error: null },
    ])
  })

  it('starts, waits by the chain’s clock, and executes 72 hours later (R-16)', async () => {
    const scene = await newScene(chains.all)
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1), acceptance)
    await queue(scene, 'start')
    await queue(scene, 'execute')
    const lanes = lanesOf()
    await work(lanes)
    expect(await statesOf(scene)).toEqual([
      ...['31337 start done', '31337 execute queued'],
      ...['31338 start done', '31338 execute queued'],
    ])
    await chains.stack.skipTime(3 * DAY)
    await work(lanes)
    expect(await ownedBy(scene)).toEqual([true, true])
    expect(await statesOf(scene)).toEqual([
      ...['31337 start done', '31337 execute done'],
      ...['31338 start done', '31338 execute done'],
    ])
  })

  it('recovers at once where the approvals leave no delay, also without a start', async () => {
    const scene = await newScene(chains.all)
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    await storeRequest(context.current.db, scene, scene.wallets, acceptance)
    await queue(scene, 'recover')
    await work(lanesOf())
    expect(await ownedBy(scene)).toEqual([true, true])
  })

  it('shortens a wait by approvals that came later', async () => {
    const lanes = lanesOf()
    const scene = await newScene(chains.all)
    await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1))
    await queue(scene, 'start')
    await work(lanes)
    await storeApprovals(context.current.db, scene, scene.wallets.slice(1))
    await queue(scene, 'start')
    await work(lanes)
    const { account, hash: requestHash } = scene
    expect(await getRecovery(chains.one, { account, requestHash })).toMatchObject({ state: 'ready' })
  })

  it('takes what a front-runner did for its own success, and sends nothing (R-06)', async () => {
    const scene = await newScene(chains.all)
    await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1))
    const { bytes, request } = scene
    const approvals = await scene.approvals(scene.wallets[0] as never)
    await done(chains.one, startRecovery(chains.one, { policy: bytes, request, approvals }))
    const { address } = relayerOf()
    const before = await getTransactionCount(chains.one, { address })
    await queue(scene, 'start', [31337])
    await work(lanesOf())
    expect(await statesOf(scene)).toEqual(['31337 start done'])
    expect(await getTransactionCount(chains.one, { address })).toBe(before)
  })

  it('takes an execution by somebody else for its own success (R-06)', async () => {
    const lanes = lanesOf()
    const scene = await newScene(chains.all)
    const acceptance = await signAcceptance(scene.newKey, scene.hash)
    await storeRequest(context.current.db, scene, scene.wallets, acceptance)
    await queue(scene, 'start', [31337])
    await work(lanes)
    await done(chains.one, executeRecovery(chains.one, { request: scene.request, acceptance }))
    await queue(scene, 'execute', [31337])
    await work(lanes)
    expect(await statesOf(scene)).toEqual(['31337 start done', '31337 execute done'])
  })

  it('reports a refusal for good as failed with the contract’s sentence, and does not try again (R-04)', async () => {
    const scene = await newScene(chains.all)
    const stranger = await newScene(chains.all)
    await storeRequest(context.current.db, { ...scene, approvals: stranger.approvals }, scene.wallets)
    await queue(scene, 'start', [31337])
    await work(lanesOf())
    const [submission] = await submissionsOf(context.current.db, scene.account, scene.hash)
    expect(submission).toMatchObject({ state: 'failed', transactionHash: null })
    expect(submission?.error).toMatch(/guardian/i)
  })

  it('keeps within the gas of an account per day; cancellations go on (R-04, R-07)', async () => {
    const scene = await newScene(chains.all)
    await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1))
    await queue(scene, 'start', [31337])
    const limits = { ...relayerLimits, account: { gas: 50_000, count: 10 } }
    const [lane] = lanesOf(limits) as [Lane, Lane]
    await work([lane])
    await lane.stop()
    const [submission] = await submissionsOf(context.current.db, scene.account, scene.hash)
    expect(submission).toMatchObject({ state: 'queued' })
    expect(submission?.error).toMatch(/used up/)
    context.current.clock.skip(DAY * 1000)
    await work(lanesOf())
    expect(await statesOf(scene)).toEqual(['31337 start done'])
  })

  it('sends nothing twice when two servers work on one database (R-06, B-07)', async () => {
    const scenes = [await newScene(chains.all), await newScene(chains.all)]
    for (const scene of scenes) {
      await storeRequest(context.current.db, scene, scene.wallets.slice(0, 1))
      await queue(scene, 'start')
    }
    const before = await counts()
    const [one, two] = [lanesOf(), lanesOf()]
    for (let i = 0; i < 4; i++) await Promise.all([...one, ...two].map((lane) => lane.pass()))
    await work([...one, ...two])
    for (const scene of scenes)
      expect(await statesOf(scene)).toEqual(['31337 start done', '31338 start done'])
    expect(await counts()).toEqual(before.map((count) => count + 2))
  })
})

const relayerOf = () => (context.current.chains[0] as Chain).client.account

const counts = () =>
  Promise.all(
    context.current.chains.map(({ client }) =>
      getTransactionCount(client, { address: client.account.address }),
    ),
  )
