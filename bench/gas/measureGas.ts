import type { Call, PasskeyAccount } from 'sparekey'
import {
  addresses,
  cancelWithSignature,
  encodeBatchSignature,
  executeRecovery,
  getAccountState,
  merkleProof,
  merkleRoot,
  recover,
  setPolicy,
  signCancellation,
  signWithPasskey,
  startRecovery,
  userOperationsDigest,
} from 'sparekey'
import { entryPoint08Address, getUserOperationHash } from 'viem/account-abstraction'
import { startStack } from '../../dev/stack.ts'
import { skipTime } from '../../dev/time.ts'
import type { Figure } from '../Figure.ts'
import {
  assertRecovered,
  DAY,
  type Person,
  passkeyGuardian,
  policyOf,
  prepareCase,
  wallet,
} from './recoveries.ts'
import { MeasurementError, random32, World } from './world.ts'

/** Gas of whole transactions on a fresh chain (osaka, release build), with the limits of the design. */
export async function measureGas(): Promise<Figure[]> {
  const stack = await startStack({ bundlers: false })
  try {
    const world = await World.make(stack.chains[0])
    return [...(await setUps(world)), ...(await recoveries(world)), ...(await operations(world))]
  } finally {
    await stack.stop()
  }
}

const gas = (name: string, value: number, limit: number): Figure => ({ name, value, unit: 'gas', limit })

async function setUps(world: World): Promise<Figure[]> {
  const call = () => [setPolicy.call({ policy: policyOf([wallet(2), wallet(1)]) })]
  const used = await world.account()
  await world.operate(used, [{ to: world.beneficiary, data: '0x' }])
  const unborn = await world.account(false)
  const figures = [
    gas('setup.2guardians', await world.operate(used, call()), 154_000),
    gas('birth.setup.2guardians', await world.operate(unborn, call()), 254_000),
  ]
  for (const { address } of [used, unborn]) {
    const { isPolicySet } = await getAccountState(world.relayer, { account: address })
    if (!isPolicySet) throw new MeasurementError('the policy was not set')
  }
  return figures
}

async function recoveries(world: World): Promise<Figure[]> {
  const three = [wallet(1), wallet(1), wallet(1)]
  const one = [{ weight: 1, delay: 0 }]
  const instant = await instantly(world, [wallet(2), wallet(1)], 1)
  const passkey = await instantly(world, [passkeyGuardian(2), wallet(1)], 1)
  const twoOfThree = await instantly(world, three, 2)
  const [oneApproves, twoApprove] = [
    await instantly(world, three, 1, one),
    await instantly(world, three, 2, one),
  ]
  const fiveScopes = await instantly(world, [wallet(2), wallet(1)], 1, undefined, 5)
  return [
    gas('recover.wallet.instant', instant, 105_000),
    gas('recover.wallet.delayed', await delayed(world), 170_000),
    gas('recover.2of3.instant', twoOfThree, 113_000),
    gas('recover.passkeyGuardian.instant', passkey, 118_000),
    gas('guardian.extra', twoApprove - oneApproves, 7_000),
    gas('scope.extra', Math.round((fiveScopes - instant) / 4), 1_200),
    gas('cancel.signature', await cancellation(world), 60_000),
  ]
}

/** `recover` in one transaction, approved by the first `count` of `people`. */
async function instantly(
  world: World,
  people: readonly Person[],
  count: number,
  tiers?: readonly { weight: number; delay: number }[],
  chains = 1,
): Promise<number> {
  const approving = people.slice(0, count)
  const prepared = await prepareCase(world, { people, approving, chains, ...(tiers ? { tiers } : {}) })
  const used = await world.gasOf(recover(world.relayer, prepared))
  await assertRecovered(world, prepared)
  return used
}

/** `start` and `execute`, with the waiting time between them. */
async function delayed(world: World): Promise<number> {
  const people = [wallet(1), wallet(1)]
  const prepared = await prepareCase(world, { people, approving: people.slice(0, 1) })
  const started = await world.gasOf(startRecovery(world.relayer, prepared))
  await skipTime([world.chain.client], 3 * DAY)
  const executed = await world.gasOf(executeRecovery(world.relayer, prepared))
  await assertRecovered(world, prepared)
  return started + executed
}

async function cancellation(world: World): Promise<number> {
  const people = [wallet(1), wallet(1)]
  const prepared = await prepareCase(world, { people, approving: people.slice(0, 1) })
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

/** PUSH0 SLOAD PUSH1 1 ADD PUSH0 SSTORE STOP: counts its calls. */
const counterCode = '0x5f546001015f5500'

async function operations(world: World): Promise<Figure[]> {
  const account = await world.account()
  const { client } = world.chain
  const counter: Call = { to: `0x${random32().slice(-40)}`, data: '0x371303c0' }
  await client.setCode({ address: counter.to, bytecode: counterCode })
  await world.operate(account, [counter])
  const warm = await world.operate(account, [counter])
  const batched = await batchOf32(world, account, counter)
  const count = await client.getStorageAt({ address: counter.to, slot: '0x0' })
  if (Number(count) !== 3) throw new MeasurementError('an operation did not do what it should')
  return [gas('userop.passkey.warm', warm, 103_000), gas('userop.merkle5.warm', batched, 109_000)]
}

/** One operation out of a batch of 32, whose proof has five nodes. */
async function batchOf32(world: World, account: PasskeyAccount, call: Call): Promise<number> {
  const operation = await world.operation(account, [call])
  const { timestamp } = await world.chain.client.getBlock()
  const validUntil = Number(timestamp) + DAY
  const leaf = getUserOperationHash({
    chainId: world.chain.chain.id,
    entryPointAddress: entryPoint08Address,
    entryPointVersion: '0.8',
    userOperation: operation,
  })
  const leaves = [leaf, ...Array.from({ length: 31 }, random32)]
  const { passkey, address } = account
  const challenge = userOperationsDigest(addresses.passkeyValidator, address, merkleRoot(leaves), validUntil)
  const batch = { validUntil, proof: merkleProof(leaves, 0) }
  const signature = encodeBatchSignature(batch, passkey, await signWithPasskey(passkey, challenge))
  return world.bundle({ ...operation, signature })
}
