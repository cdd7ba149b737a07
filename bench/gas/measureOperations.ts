import type { Call, PasskeyAccount } from 'sparekey'
import {
  addresses,
  encodeBatchSignature,
  merkleProof,
  merkleRoot,
  signWithPasskey,
  userOperationsDigest,
} from 'sparekey'
import { entryPoint08Address, getUserOperationHash } from 'viem/account-abstraction'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { gas } from './gas.ts'
import { DAY } from './recoveries.ts'
import { random32, type World } from './world.ts'

/** PUSH0 SLOAD PUSH1 1 ADD PUSH0 SSTORE STOP: counts its calls. */
const counterCode = '0x5f546001015f5500'

/** A passkey's operation on a warm nonce, alone and as one of a signed batch. */
export async function measureOperations(world: World): Promise<Figure[]> {
  const { account, counter, used } = await warmOperation(world)
  const batched = await batchOf32(world, account, counter)
  await requireCount(world, counter, 3)
  return [gas('userop.passkey.warm', used, 103_000), gas('userop.merkle5.warm', batched, 109_000)]
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

/** The second operation of a new account, which counts one up. */
export async function warmOperation(world: World) {
  const account = await world.account()
  const counter: Call = { to: `0x${random32().slice(-40)}`, data: '0x371303c0' }
  await world.chain.client.setCode({ address: counter.to, bytecode: counterCode })
  await world.operate(account, [counter])
  const used = await world.operate(account, [counter])
  await requireCount(world, counter, 2)
  return { account, counter, used }
}

async function requireCount(world: World, { to }: Call, expected: number): Promise<void> {
  const count = await world.chain.client.getStorageAt({ address: to, slot: '0x0' })
  if (Number(count) !== expected) throw new MeasurementError('an operation did not do what it should')
}
