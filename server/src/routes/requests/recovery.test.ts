import { getRecovery, isOwner, signAcceptance, signCancellation } from 'sparekey'
import { getBlock } from 'viem/actions'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, newScene, newWallet, protect, random32, useChains } from '../../../../sdk/test/chains.ts'
import { type Asked, approvalBody, approve, askFor } from '../../../test/recovery.ts'
import { useContext, useLanes } from '../../../test/scene.ts'
import { newPasskey, refusal } from '../../../test/server.ts'
import { submissions } from '../../tables/submissions.ts'

const chains = useChains()
const context = useContext(chains)
const { open, work } = useLanes(context)
let asked: Asked
beforeEach(async () => {
  asked = await askFor(context.current, await newScene(chains.all))
})

const post = (step: string, body: unknown = {}) => asked.browser.post(`${asked.path}/${step}`, body)
const owned = () => {
  const { account, newSigner } = asked.scene
  return Promise.all(chains.all.map((client) => isOwner(client, { account, signer: newSigner })))
}
const accept = async () => {
  const acceptance = await signAcceptance(asked.scene.newKey, asked.scene.hash)
  return post('acceptance', { acceptance })
}
const cancellationBody = async (passkey = asked.scene.owner.passkey) => {
  const { account, hash, request } = asked.scene
  const { timestamp } = await getBlock(chains.one)
  const cancellation = {
    account,
    requestHash: hash,
    scopes: request.scopes,
    deadline: Number(timestamp) + 3600,
  }
  const scopes = request.scopes.map(({ chainId, epoch }) => ({ chainId: String(chainId), epoch }))
  return { deadline: cancellation.deadline, scopes, signature: await signCancellation(passkey, cancellation) }
}
const nothingQueued = async () => expect(await context.current.db.$count(submissions)).toBe(0)

test('an approval for all networks takes the place of one for a single network, which may be too old by now', async () => {
  const [wallet] = asked.scene.wallets
  if (!wallet) expect.fail('no guardian')
  const kept = async (chainId: number | null) => {
    const { status, body } = await post('approvals', await approvalBody(asked.scene, wallet, chainId))
    expect(status).toBe(200)
    return (body.approvals as { chainId: number | null }[]).map((one) => one.chainId)
  }
  expect(await kept(31_338)).toEqual([31_338])
  expect(await kept(null)).toEqual([null])
  expect(await kept(31_337)).toEqual(expect.arrayContaining([null, 31_337]))
})

describe('202', () => {
  test('one guardian: started, 72 hours later executed on both networks with one acceptance', async () => {
    const lanes = open()
    await approve(asked, asked.scene.wallets.slice(0, 1))
    const started = await post('start')
    expect(started.status).toBe(202)
    expect(started.body.submissions).toMatchObject([
      { chainId: 31337, action: 'start', state: 'queued' },
      { chainId: 31338, action: 'start', state: 'queued' },
    ])
    await work(lanes)
    expect(await accept()).toMatchObject({ status: 202, body: { isAccepted: true } })
    await work(lanes)
    expect(await owned()).toEqual([false, false])
    await chains.stack.skipTime(3 * DAY)
    await work(lanes)
    expect(await owned()).toEqual([true, true])
    const { body } = await asked.browser.get(asked.path)
    expect(body.submissions.map(({ state }: { state: string }) => state)).toEqual(Array(4).fill('done'))
  })

  test('all guardians: nothing to start, recovered at once', async () => {
    await approve(asked, asked.scene.wallets)
    expect((await post('start')).body.submissions).toEqual([])
    expect(await accept()).toMatchObject({ status: 202 })
    await work(open())
    expect(await owned()).toEqual([true, true])
  })

  test('an approval that comes after the start shortens the wait by itself', async () => {
    const lanes = open()
    const [first, ...others] = asked.scene.wallets
    if (!first) throw new TypeError('the scene has wallets')
    await approve(asked, [first])
    await post('start')
    await work(lanes)
    const state = () =>
      getRecovery(chains.one, { account: asked.scene.account, requestHash: asked.scene.hash })
    expect((await state()).state).toBe('waiting')
    await approve(asked, others)
    await work(lanes)
    expect((await state()).state).toBe('ready')
  })

  test('S-09 50 starts at once are one', async () => {
    await approve(asked, asked.scene.wallets.slice(0, 1))
    await Promise.all(Array.from({ length: 50 }, () => post('start')))
    expect(await context.current.db.$count(submissions)).toBe(2)
  })

  test('the owner’s objection ends it on both networks, and is ahead of what else is queued', async () => {
    const lanes = open()
    await approve(asked, asked.scene.wallets.slice(0, 1))
    await post('start')
    await work(lanes)
    const body = await cancellationBody()
    expect(await post('cancellation', body)).toMatchObject({ status: 202 })
    expect(await post('cancellation', body)).toMatchObject({ status: 202 })
    await work(lanes)
    await chains.stack.skipTime(3 * DAY)
    const { body: after } = await asked.browser.get(asked.path)
    const cancelled = after.submissions.filter(({ action }: { action: string }) => action === 'cancel')
    expect(cancelled).toMatchObject([{ state: 'done' }, { state: 'done' }])
    expect(await accept()).toMatchObject(refusal(409, 'request_outdated'))
  })
})

describe('400', () => {
  test('S-02 R-07 a forged approval, acceptance and objection are refused before anything is queued', async () => {
    const [wallet] = asked.scene.wallets
    const body = await approvalBody(asked.scene, newWallet())
    const forged = { ...body, signer: wallet?.signer.toLowerCase() }
    expect(await post('approvals', forged)).toMatchObject(refusal(400, 'approval_invalid'))
    const acceptance = await signAcceptance(newPasskey(), asked.scene.hash)
    expect(await post('acceptance', { acceptance })).toMatchObject(refusal(400, 'acceptance_invalid'))
    expect(await post('acceptance', { acceptance: '0x00' })).toMatchObject(refusal(400, 'acceptance_invalid'))
    const stranger = await cancellationBody(newPasskey())
    expect(await post('cancellation', stranger)).toMatchObject(refusal(400, 'cancellation_invalid'))
    await nothingQueued()
  })

  test('an approval replayed from another request is refused', async () => {
    const [wallet] = asked.scene.wallets as [ReturnType<typeof newWallet>]
    const request = { ...asked.scene.request, deadline: asked.scene.request.deadline - 1 }
    const body = await approvalBody({ ...asked.scene, request }, wallet)
    expect(await post('approvals', body)).toMatchObject(refusal(400, 'approval_invalid'))
  })
})

describe('403', () => {
  test('somebody who is no guardian cannot approve', async () => {
    const body = await approvalBody(asked.scene, newWallet())
    expect(await post('approvals', body)).toMatchObject(refusal(403, 'guardian_unknown'))
  })
})

describe('409', () => {
  test('S-02 a start without approvals and an acceptance before the start change nothing', async () => {
    expect(await post('start')).toMatchObject(refusal(409, 'approvals_missing'))
    expect(await accept()).toMatchObject(refusal(409, 'not_started'))
    await approve(asked, asked.scene.wallets.slice(0, 1))
    expect(await accept()).toMatchObject(refusal(409, 'not_started'))
    const { body } = await asked.browser.get(asked.path)
    expect(body).toMatchObject({ isAccepted: false, submissions: [] })
    await nothingQueued()
  })

  test('C-52 an approval of a request that the account has left behind is not kept', async () => {
    const { account, policy, wallets } = asked.scene
    await protect(chains.all, { address: account }, { ...policy, salt: random32() })
    const [wallet = expect.fail()] = wallets
    expect(await post('approvals', await approvalBody(asked.scene, wallet))).toMatchObject(
      refusal(409, 'request_outdated'),
    )
    expect((await asked.browser.get(asked.path)).body.approvals).toEqual([])
  })
})
