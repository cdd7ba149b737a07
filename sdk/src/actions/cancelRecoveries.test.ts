import { describe, expect, test } from 'vitest'
import {
  actingAs,
  DAY,
  done,
  errorOf,
  newPasskey,
  newScene,
  refused,
  useChains,
  type Wallet,
} from '../../test/chains.ts'
import { accountCancellation, signCancellation } from '../signCancellation.ts'
import type { WriteClient } from '../write.ts'
import { cancelRecoveries } from './cancelRecoveries.ts'
import { cancelWithSignature } from './cancelWithSignature.ts'
import { getAccountState } from './getAccountState.ts'
import { getChainTime } from './getChainTime.ts'
import { getRecovery } from './getRecovery.ts'
import { startRecovery } from './startRecovery.ts'

const chains = useChains()
type Scene = Awaited<ReturnType<typeof newScene>>

async function start(client: WriteClient, scene: Scene) {
  const { bytes: policy, request, wallets } = scene
  const approvals = await scene.approvals(wallets[0] as Wallet)
  await done(client, startRecovery(client, { policy, request, approvals }))
  return { policy, request, approvals }
}

const stateOf = async (client: WriteClient, { account, hash }: Scene) =>
  (await getRecovery(client, { account, requestHash: hash })).state

/** What an owner signs to end a scene's recovery on all of its chains. */
async function cancellationOf({ account, hash, request }: Scene, ahead = 3600) {
  const deadline = (await getChainTime(chains.one)) + ahead
  return { account, requestHash: hash, scopes: request.scopes, deadline }
}

describe('by the account itself', () => {
  test('C-14 every recovery is over, and the same approvals start nothing again', async () => {
    const scene = await newScene([chains.one])
    const started = await start(chains.one, scene)
    const self = await actingAs(chains.one, scene.account)
    const { logs } = await done(self, cancelRecoveries(self))
    expect(cancelRecoveries.extractEvent(logs)).toEqual({ account: scene.account, epoch: 2 })
    expect(await stateOf(chains.one, scene)).toBe('dead')
    expect(await errorOf(startRecovery(chains.one, started))).toMatchObject(
      refused('WrongEpoch', [scene.account, 1, 2]),
    )
  })

  test('C-16 a stranger cancels only for himself, where there is nothing', async () => {
    const scene = await newScene([chains.one])
    await start(chains.one, scene)
    expect(await errorOf(cancelRecoveries(chains.one))).toMatchObject(refused('PolicyNotSet'))
    expect(await stateOf(chains.one, scene)).toBe('waiting')
  })
})

describe('by the owner’s signature', () => {
  test('one prompt ends it on both chains; anybody pays for it', async () => {
    const scene = await newScene(chains.all)
    const cancellation = await cancellationOf(scene)
    const signature = await signCancellation(scene.owner.passkey, cancellation)
    for (const client of chains.all) {
      await start(client, scene)
      const { logs } = await done(client, cancelWithSignature(client, { ...cancellation, signature }))
      expect(cancelWithSignature.extractEvent(logs)).toEqual({ account: scene.account, epoch: 2 })
      expect(await stateOf(client, scene)).toBe('dead')
    }
  })

  test('the same prompt also serves the chain where the thief has not started yet', async () => {
    const scene = await newScene(chains.all)
    const started = await start(chains.one, scene)
    const cancellation = await cancellationOf(scene)
    const signature = await signCancellation(scene.owner.passkey, cancellation)
    await done(chains.one, cancelWithSignature(chains.one, { ...cancellation, signature }))
    expect(await errorOf(cancelWithSignature(chains.two, { ...cancellation, signature }))).toMatchObject(
      refused('NotCancelled'),
    )
    const wrapped = { ...cancellation, signature: accountCancellation(signature) }
    await done(chains.two, cancelWithSignature(chains.two, wrapped))
    expect(await errorOf(startRecovery(chains.two, started))).toMatchObject(refused('WrongEpoch'))
  })

  test('another passkey’s signature ends nothing', async () => {
    const scene = await newScene([chains.one])
    await start(chains.one, scene)
    const cancellation = await cancellationOf(scene)
    for (const passkey of [newPasskey(), scene.newKey]) {
      const signature = await signCancellation(passkey, cancellation)
      expect(await errorOf(cancelWithSignature(chains.one, { ...cancellation, signature }))).toMatchObject(
        refused('NotCancelled', [scene.account, scene.hash]),
      )
    }
    expect(await stateOf(chains.one, scene)).toBe('waiting')
  })

  test('changed after it was signed, it counts for nothing', async () => {
    const scene = await newScene([chains.one])
    await start(chains.one, scene)
    const cancellation = await cancellationOf(scene)
    const signature = await signCancellation(scene.owner.passkey, cancellation)
    const other = await newScene([chains.one])
    const changes = [
      { deadline: cancellation.deadline + 1 },
      { account: other.account },
      { requestHash: other.hash },
    ]
    for (const change of changes)
      expect(
        await errorOf(cancelWithSignature(chains.one, { ...cancellation, signature, ...change })),
      ).toMatchObject(refused('NotCancelled'))
    expect((await getAccountState(chains.one, other)).epoch).toBe(1)
  })

  test('sent twice, late, for too long, for another epoch or another chain, it is refused with the values', async () => {
    const scene = await newScene([chains.one])
    await start(chains.one, scene)
    const send = async (change: Partial<Awaited<ReturnType<typeof cancellationOf>>>) => {
      const cancellation = { ...(await cancellationOf(scene)), ...change }
      const signature = await signCancellation(scene.owner.passkey, cancellation)
      return cancelWithSignature(chains.one, { ...cancellation, signature })
    }
    const now = await getChainTime(chains.one)
    expect(await errorOf(send({ deadline: now - 1 }))).toMatchObject(refused('DeadlinePassed'))
    expect(await errorOf(send({ deadline: now + DAY + 60 }))).toMatchObject(refused('DeadlineTooFar'))
    expect(await errorOf(send({ scopes: [{ chainId: 31337n, epoch: 0 }] }))).toMatchObject(
      refused('WrongEpoch', [scene.account, 0, 1]),
    )
    expect(await errorOf(send({ scopes: [{ chainId: 31338n, epoch: 1 }] }))).toMatchObject(
      refused('ChainNotInScopes', [31337n]),
    )
    await done(chains.one, await send({}))
    expect(await errorOf(send({}))).toMatchObject(refused('WrongEpoch', [scene.account, 1, 2]))
  })
})
