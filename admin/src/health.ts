// When a network or the relayer needs the operator.
import type { HealthJson } from 'sparekey/admin-schema'
import { parseEther } from 'viem'

/** Blocks that are read late without anybody noticing. */
const usualLag = 20
/** Below this the relayer has no more than some dozens of transactions left. */
const littleEther = parseEther('0.05')

/** How a network is, from what it and our reading of it say. */
export function networkTone(
  network: Pick<HealthJson['networks'][number], 'isUp' | 'lag' | 'isIndexerHeld'>,
): 'good' | 'warning' | 'danger' {
  if (!network.isUp) return 'danger'
  return network.isIndexerHeld && (network.lag ?? 0) <= usualLag ? 'good' : 'warning'
}

/** Whether the relayer has enough. @param balance wei */
export function balanceTone(balance: bigint): 'good' | 'warning' | 'danger' {
  if (balance === 0n) return 'danger'
  return balance < littleEther ? 'warning' : 'good'
}
