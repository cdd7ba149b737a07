// Where a request stands on one chain, as its endpoints must know before they let anything be queued.
import { delayOf, getPolicy, PolicyNotSetError, type ReadClient } from 'sparekey'
import { approvalsOn, look, type RequestFacts } from './steps.ts'

/**
 * - `light`: not started, and the approvals do not suffice;
 * - `startable`: they suffice to start the waiting time;
 * - `recoverable`: they leave no waiting time;
 * - `started`: it waits or is ready, and counts all approvals; `shortenable`: there are approvals that it does not count;
 * - `executed`: the new passkey owns the account;
 * - `over`: it can never be executed here.
 */
export type Standing = 'light' | 'startable' | 'recoverable' | 'started' | 'shortenable' | 'executed' | 'over'

/**
 * Asks one chain where a request stands.
 * @throws SparekeyError of the SDK when the chain does not answer
 */
export async function standingOf(client: ReadClient, facts: RequestFacts): Promise<Standing> {
  const { recovery, hasMoved, isExecuted } = await look(client, facts)
  if (isExecuted) return 'executed'
  if (hasMoved || recovery.state === 'dead' || recovery.state === 'expired') return 'over'
  const counted = await policyOf(client, facts)
  if (!counted) return 'over'
  const isStarted = recovery.state !== 'none'
  const fresh = counted.approvals.filter(({ guardian }) => !recovery.approvers.includes(guardian))
  if (isStarted && (fresh.length === 0 || recovery.state === 'ready')) return 'started'
  const all = [...recovery.approvers, ...fresh.map(({ guardian }) => guardian)]
  const delay = delayOf(counted.policy, all)
  if (delay === undefined) return 'light'
  if (isStarted) return 'shortenable'
  return delay === 0 ? 'recoverable' : 'startable'
}

async function policyOf(client: ReadClient, { request, approvals }: RequestFacts) {
  try {
    const { policy } = await getPolicy(client, { account: request.account })
    return { policy, approvals: approvalsOn(client.chain.id, policy, approvals) }
  } catch (error) {
    if (error instanceof PolicyNotSetError) return undefined
    throw error
  }
}
