import { estimateGas } from 'viem/actions'
import type { Call, WriteClient } from './write.ts'

/**
 * How much gas to give a call: more than the node's estimate, which is exact for the moment in which it was made. Time goes on
 * until the call is in a block, and guardians' verifiers are asked with a fixed amount of gas, of which estimates know nothing.
 *
 * @throws what viem's `estimateGas` throws
 */
export async function gasLimit(client: WriteClient, call: Call): Promise<bigint> {
  const estimate = await estimateGas(client, { account: client.account, ...call })
  return (estimate * 5n) / 4n + 60_000n
}
