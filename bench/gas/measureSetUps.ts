import { accountAbi, addresses, encodePolicy, getAccountState, setPolicy } from 'sparekey'
import { encodeFunctionData } from 'viem'
import type { Figure } from '../Figure.ts'
import { MeasurementError } from '../MeasurementError.ts'
import { gas } from './gas.ts'
import { policyOf, wallet } from './recoveries.ts'
import type { World } from './world.ts'

const executor = 2n

/** Setting up recovery with two guardians: by an account in use, by one that is born so, by one without the module. */
export async function measureSetUps(world: World): Promise<Figure[]> {
  const policy = () => policyOf([wallet(2), wallet(1)])
  const call = () => [setPolicy.call({ policy: policy() })]
  const nothing = [{ to: world.beneficiary, data: '0x' }] as const
  const used = await world.account()
  await world.operate(used, nothing)
  const unborn = await world.account(false)
  const bare = await world.accountWithoutModule()
  await world.operate(bare, nothing)
  const install = encodeFunctionData({
    abi: accountAbi,
    functionName: 'installModule',
    args: [executor, addresses.recoveryModule, encodePolicy(policy())],
  })
  const figures = [
    gas('setup.2guardians', await world.operate(used, call()), 154_000),
    gas(
      'setup.2guardians.installed',
      await world.operate(bare, [{ to: bare.address, data: install }]),
      177_000,
    ),
    gas('birth.setup.2guardians', await world.operate(unborn, call()), 254_000),
  ]
  for (const { address } of [used, unborn, bare]) {
    const { isPolicySet } = await getAccountState(world.relayer, { account: address })
    if (!isPolicySet) throw new MeasurementError('the policy was not set')
  }
  return figures
}
