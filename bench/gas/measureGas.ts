import { startStack } from '../../dev/stack.ts'
import type { Figure } from '../Figure.ts'
import { gas } from './gas.ts'
import { measureEmail } from './measureEmail.ts'
import { measureOidc } from './measureOidc.ts'
import { measureOperations, warmOperation } from './measureOperations.ts'
import { instantly, measureRecoveries } from './measureRecoveries.ts'
import { measureSetUps } from './measureSetUps.ts'
import { wallet } from './recoveries.ts'
import { World } from './world.ts'

/** Gas of whole transactions on fresh chains (release build), with the limits of the design. */
export async function measureGas(): Promise<Figure[]> {
  return [
    ...(await onFreshChain('osaka', withPrecompile)),
    ...(await onFreshChain('prague', withoutPrecompile)),
  ]
}

async function withPrecompile(world: World): Promise<Figure[]> {
  return [
    ...(await measureSetUps(world)),
    ...(await measureRecoveries(world)),
    ...(await measureOidc(world)),
    ...(await measureEmail(world)),
    ...(await measureOperations(world)),
  ]
}

/** Without the P-256 precompile, every signature of a passkey is verified in Solidity. */
async function withoutPrecompile(world: World): Promise<Figure[]> {
  const { used } = await warmOperation(world)
  const recovered = await instantly(world, [wallet(2), wallet(1)], 1)
  return [
    gas('userop.passkey.warm.prague', used, 350_000),
    gas('recover.wallet.instant.prague', recovered, 360_000),
  ]
}

async function onFreshChain(
  hardfork: 'osaka' | 'prague',
  measure: (world: World) => Promise<Figure[]>,
): Promise<Figure[]> {
  const stack = await startStack({ bundlers: false, hardfork })
  try {
    return await measure(await World.make(stack.chains[0]))
  } finally {
    await stack.stop()
  }
}
