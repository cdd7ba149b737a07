import { describe, expect, test } from 'vitest'
import {
  anvilOf,
  approvalsOf,
  DAY,
  done,
  errorOf,
  HOUR,
  module,
  newPasskey,
  newScene,
  refused,
  useChains,
  validator,
  type Wallet,
} from '../../test/chains.ts'
import type { Passkey } from '../passkey.ts'
import { requestHash } from '../request.ts'
import { signAcceptance } from '../signAcceptance.ts'
import type { WriteClient } from '../write.ts'
import { executeRecovery } from './executeRecovery.ts'
import { getAccountState } from './getAccountState.ts'
import { getRecovery } from './getRecovery.ts'
import { isOwner } from './isOwner.ts'
import { prepareRequest } from './prepareRequest.ts'
import { recover } from './recover.ts'
import { startRecovery } from './startRecovery.ts'

const chains = useChains()
type Scene = Awaited<ReturnType<typeof newScene>>

const owns = (client: WriteClient, { account }: Scene, passkey: Passkey) =>
  isOwner(client, { account, signer: passkey.signer(validator) })

/** Starts a scene's recovery; returns its first and last second. */
async function start(client: WriteClient, scene: Scene, ...by: readonly Wallet[]) {
  const { bytes: policy, request, account, hash } = scene
  const approvals = await scene.approvals(...by)
  await done(client, startRecovery(client, { policy, request, approvals }))
  return getRecovery(client, { account, requestHash: hash })
}

/** Mines a block of this time on every chain; calls see it, and transactions at the earliest. */
const moveTo = (timestamp: number) =>
  Promise.all(
    chains.all.map((client) =>
      anvilOf(client).request({ method: 'evm_mine', params: [{ timestamp }] } as never),
    ),
  )

describe('C-10 the edges of the waiting time and of the window', () => {
  test('from the first to the last second it can be executed; every state is told', async () => {
    const scene = await newScene([chains.one])
    const { request, account, hash, newKey, wallets } = scene
    const acceptance = await signAcceptance(newKey, hash)
    const execute = () => executeRecovery(chains.one, { request, acceptance })
    const stateOf = async () => (await getRecovery(chains.one, { account, requestHash: hash })).state

    expect(await stateOf()).toBe('none')
    expect(await errorOf(execute())).toMatchObject(refused('WrongState', [hash, 0, 2]))

    const { ready, end } = await start(chains.one, scene, wallets[0] as Wallet)
    await moveTo(ready - 1)
    expect(await stateOf()).toBe('waiting')
    const early = await errorOf(execute())
    expect(early).toMatchObject(refused('NotReady', [hash, BigInt(ready), BigInt(ready - 1)]))

    await moveTo(ready)
    expect(await stateOf()).toBe('ready')
    await moveTo(end)
    expect(await stateOf()).toBe('ready')
    await moveTo(end + 1)
    expect(await stateOf()).toBe('expired')
    expect(await errorOf(execute())).toMatchObject(refused('WrongState', [hash, 3, 2]))
  })

  test('C-13 an expired one stays so, with whatever approvals', async () => {
    const scene = await newScene([chains.one], { life: 30 * DAY })
    const { end } = await start(chains.one, scene, scene.wallets[0] as Wallet)
    await moveTo(end + 1)
    const approvals = await scene.approvals(...scene.wallets)
    const again = { policy: scene.bytes, request: scene.request, approvals }
    expect(await errorOf(startRecovery(chains.one, again))).toMatchObject(
      refused('WrongState', [scene.hash, 3, 0]),
    )
    expect((await getRecovery(chains.one, { account: scene.account, requestHash: scene.hash })).state).toBe(
      'expired',
    )
  })
})

test('after 72 hours the new passkey takes over on both chains by one approval and one acceptance', async () => {
  const scene = await newScene(chains.all)
  const { request, account, hash, newKey, owner, newSigner } = scene
  for (const client of chains.all) await start(client, scene, scene.wallets[0] as Wallet)
  await chains.stack.skipTime(72 * HOUR)
  const acceptance = await signAcceptance(newKey, hash)
  for (const client of chains.all) {
    const { logs } = await done(client, executeRecovery(client, { request, acceptance }))
    expect(executeRecovery.extractEvent(logs)).toEqual({
      ...{ account, requestHash: hash, newSigner, replace: true },
      epoch: 2,
    })
    expect([await owns(client, scene, newKey), await owns(client, scene, owner.passkey)]).toEqual([
      true,
      false,
    ])
    expect((await getRecovery(client, { account, requestHash: hash })).state).toBe('none')
    expect((await getAccountState(client, { account })).epoch).toBe(2)
  }
})

test('executed twice, the second one is refused and changes nothing', async () => {
  const scene = await newScene([chains.one])
  const { request, hash, newKey } = scene
  await start(chains.one, scene, ...scene.wallets)
  const acceptance = await signAcceptance(newKey, hash)
  await done(chains.one, executeRecovery(chains.one, { request, acceptance }))
  expect(await errorOf(executeRecovery(chains.one, { request, acceptance }))).toMatchObject(
    refused('WrongState', [hash, 0, 2]),
  )
  expect(await owns(chains.one, scene, newKey)).toBe(true)
})

describe('the acceptance', () => {
  test('by another passkey, or of another request, does not count', async () => {
    const scene = await newScene([chains.one])
    const { request, hash, newKey, newSigner } = scene
    await start(chains.one, scene, ...scene.wallets)
    const other = await newScene([chains.one])
    const wrong = [
      await signAcceptance(newPasskey(), hash),
      await signAcceptance(newKey, other.hash),
      '0x' as const,
    ]
    for (const acceptance of wrong)
      expect(await errorOf(executeRecovery(chains.one, { request, acceptance }))).toMatchObject(
        refused('NotAccepted', [hash, newSigner]),
      )
    expect(await owns(chains.one, scene, newKey)).toBe(false)
  })

  test('W-04 without user verification is refused before it leaves the device', async () => {
    const { hash, newKey } = await newScene([chains.one])
    const { sign, ...rest } = newKey
    const unverified: Passkey = {
      ...rest,
      async sign(challenge) {
        const assertion = await sign(challenge)
        const authenticatorData = assertion.authenticatorData.slice()
        authenticatorData[32] = 0x01
        return { ...assertion, authenticatorData }
      },
    }
    expect(await errorOf(signAcceptance(unverified, hash))).toMatchObject({
      code: 'authenticator_data_invalid',
    })
  })
})

describe('recover', () => {
  test('with everybody’s approval it is one transaction, also where it waits already', async () => {
    for (const isWaiting of [false, true]) {
      const scene = await newScene([chains.one])
      const { bytes: policy, request, account, hash, newKey, owner } = scene
      if (isWaiting) await start(chains.one, scene, scene.wallets[0] as Wallet)
      const approvals = await scene.approvals(...scene.wallets)
      const acceptance = await signAcceptance(newKey, hash)
      const { logs } = await done(chains.one, recover(chains.one, { policy, request, approvals, acceptance }))
      expect(recover.extractEvent(logs)).toMatchObject({ account, requestHash: hash, epoch: 2 })
      expect([await owns(chains.one, scene, newKey), await owns(chains.one, scene, owner.passkey)]).toEqual([
        true,
        false,
      ])
    }
  })

  test('with one approval there is a waiting time, and nothing has changed', async () => {
    const scene = await newScene([chains.one])
    const { bytes: policy, request, hash, newKey, wallets } = scene
    const approvals = await scene.approvals(wallets[0] as Wallet)
    const acceptance = await signAcceptance(newKey, hash)
    const error = await errorOf(recover(chains.one, { policy, request, approvals, acceptance }))
    expect(error).toMatchObject(refused('NotReady'))
    const [, ready, now] = (error as { args: readonly [unknown, bigint, bigint] }).args
    expect(Number(ready - now)).toBe(3 * DAY)
    expect(await owns(chains.one, scene, newKey)).toBe(false)
  })

  test('adding a passkey leaves the others', async () => {
    const scene = await newScene([chains.one])
    const { bytes: policy, newKey, owner, wallets } = scene
    const { request } = await prepareRequest([chains.one], {
      account: scene.account,
      newSigner: scene.newSigner,
      replace: false,
    })
    const approvals = await approvalsOf(scene.policy, request, wallets)
    const acceptance = await signAcceptance(newKey, requestHash(module, request))
    await done(chains.one, recover(chains.one, { policy, request, approvals, acceptance }))
    expect([await owns(chains.one, scene, newKey), await owns(chains.one, scene, owner.passkey)]).toEqual([
      true,
      true,
    ])
  })
})
