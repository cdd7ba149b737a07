import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { recoveryModuleAbi } from '../generated/abis.ts'
import { addresses } from '../generated/addresses.ts'
import { readChain } from '../read.ts'
import type { ReadClient } from '../write.ts'

const states = ['none', 'waiting', 'ready', 'expired', 'dead'] as const

/**
 * What has become of a recovery on one chain. One that was executed is `none` again: look at who owns the account.
 * @throws ChainUnavailableError
 */
export async function getRecovery(
  client: ReadClient,
  { account, requestHash }: getRecovery.Parameters,
): Promise<getRecovery.ReturnType> {
  const module = {
    abi: recoveryModuleAbi,
    address: addresses.recoveryModule,
    args: [account, requestHash],
  } as const
  const [state, recovery] = await readChain(client, () =>
    Promise.all([
      readContract(client, { ...module, functionName: 'state' }),
      readContract(client, { ...module, functionName: 'recoveryOf' }),
    ]),
  )
  const { ready, windowHours, approvers } = recovery
  const guardians = Array.from({ length: 16 }, (_, index) => index).filter(
    (index) => (approvers >> index) & 1,
  )
  const end = ready && ready + windowHours * 3600
  return { state: states[state] ?? 'dead', ready, end, approvers: guardians }
}

export declare namespace getRecovery {
  type Parameters = { readonly account: Address; readonly requestHash: Hex }
  type ReturnType = {
    readonly state: (typeof states)[number]
    /** First second in which it can be executed, Unix time of the chain; 0 if it never started, or guardians ended it. */
    readonly ready: number
    /** Last second in which it can be executed; 0 where `ready` is. */
    readonly end: number
    /** Indices of the guardians whose approval it counts. */
    readonly approvers: readonly number[]
  }
}
