// How long the operator lets one guardian alone wait at least. What was chosen is raised to it, and said so.
import { FULL_DELAY, type Policy, policyHash, type Tier } from 'sparekey'
import type { Config } from 'sparekey/schema'
import { formatDelay } from '../formatTime.ts'
import type { Way } from './draft.ts'

/** Seconds by way. */
export type MinimumDelay = Config['recovery']['minimumDelay']

/** A policy in which no guardian alone is faster than this. @param minimum seconds */
export function atLeast(policy: Policy, minimum = 0): Policy {
  const heaviest = Math.max(...policy.guardians.map(({ weight }) => weight))
  const tiers: Tier[] = []
  for (const { weight, delay } of policy.tiers) {
    const raised = weight <= heaviest ? Math.max(delay, minimum) : delay
    // More approval that waits as long is no step of its own.
    if (tiers.at(-1)?.delay !== raised) tiers.push({ weight, delay: raised })
  }
  return { ...policy, tiers }
}

/** That a way was slowed down, and by whom; undefined where it waits as long as it would anywhere. */
export function slowedSentence(
  policy: Policy | undefined,
  { way, minimum }: { readonly way: Way; readonly minimum: MinimumDelay },
): string | undefined {
  const isSlowed = policy && policyHash(atLeast(policy, minimum[way])) !== policyHash(policy)
  return isSlowed
    ? `Whoever runs this service lets one guardian alone wait at least ${formatDelay(minimum[way])}.`
    : undefined
}

/** What one guardian alone waits in a way, as it is offered here. */
export function aloneDelay(way: 'balanced' | 'simple', minimum: MinimumDelay): number {
  return Math.max(way === 'balanced' ? FULL_DELAY : 0, minimum[way])
}
