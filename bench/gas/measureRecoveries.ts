import {
  cancelWithSignature,
  executeRecovery,
  getAccountState,
  recover,
  signCancellation,
  startRecovery,
  type Tier,
} from 'sparekey'
import { skipTime } from '../../dev/time.ts'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { gas } from './gas.ts'
import {
  assertRecovered,
  DAY,
  type People,
  passkeyGuardian,
  passphraseAndWallet,
  prepareCase,
  wallet,
} from './recoveries.ts'
import type { World } from './world.ts'

/** Recoveries of every kind, and the end of one. */
export async function measureRecoveries(world: World): Promise<Figure[]> {
  const three = [wallet(1), wallet(1), wallet(1)]
  const one = [{ weight: 1, delay: 0 }]
  const instant = await instantly(world, [wallet(2), wallet(1)], 1)
  const passkey = await instantly(world, [passkeyGuardian(2), wallet(1)], 1)
  const passphrase = await instantly(world, passphraseAndWallet, 1)
  const twoOfThree = await instantly(world, three, 2)
  const [oneApproves, twoApprove] = [
    await instantly(world, three, 1, one),
    await instantly(world, three, 2, one),
  ]
  const fiveScopes = await instantly(world, [wallet(2), wallet(1)], 1, undefined, 5)
  return [
    gas('recover.wallet.instant', instant, 105_000),
    gas('recover.passphrase.instant', passphrase, 105_000),
    gas('recover.wallet.delayed', await delayed(world), 170_000),
    gas('recover.2of3.instant', twoOfThree, 113_000),
    gas('recover.passkeyGuardian.instant', passkey, 118_000),
    gas('guardian.extra', twoApprove - oneApproves, 7_000),
    gas('scope.extra', Math.round((fiveScopes - instant) / 4), 1_200),
    gas('cancel.signature', await cancellation(world), 60_000),
  ]
}

/** `recover` in one transaction, approved by the first `approving` of `people`. */
export async function instantly(
  world: World,
  people: People,
  approving: number,
  tiers?: readonly Tier[],
  chains = 1,
): Promise<number> {
  const prepared = await prepareCase(world, { people, approving, chains, ...(tiers ? { tiers } : {}) })
  const used = await world.gasOf(recover(world.relayer, prepared))
  await assertRecovered(world, prepared)
  return used
}

/** `start` and `execute`, with the waiting time between them, approved by the first of `people`. */
export async function delayed(world: World, people: People = [wallet(1), wallet(1)]): Promise<number> {
  const prepared = await prepareCase(world, { people, approving: 1 })
  const started = await world.gasOf(startRecovery(world.relayer, prepared))
  await skipTime([world.chain.client], 3 * DAY)
  const executed = await world.gasOf(executeRecovery(world.relayer, prepared))
  await assertRecovered(world, prepared)
  return started + executed
}

async function cancellation(world: World): Promise<number> {
  const people = [wallet(1), wallet(1)]
  const prepared = await prepareCase(world, { people, approving: 1 })
  await world.gasOf(startRecovery(world.relayer, prepared))
  const { timestamp } = await world.chain.client.getBlock()
  const { account, scopes } = prepared.request
  const cancelled = { account, scopes, requestHash: prepared.hash, deadline: Number(timestamp) + 3600 }
  const signature = await signCancellation(prepared.account.passkey, cancelled)
  const used = await world.gasOf(cancelWithSignature(world.relayer, { ...cancelled, signature }))
  const { epoch } = await getAccountState(world.relayer, { account })
  if (epoch !== 2) throw new MeasurementError('the recovery was not cancelled')
  return used
}
