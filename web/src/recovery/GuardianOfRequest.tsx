import { useState } from 'react'
import { delayOf } from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import { formatDelay } from '../formatTime.ts'
import { RequestGuardian } from '../screens/RequestGuardian.tsx'
import { approvedOn } from './guardians.ts'
import { type RequestOnNetwork, wordsOf } from './onChain.ts'
import { useApproval } from './useApproval.ts'
import { handIn, type useRequest } from './useRequest.ts'

type Loaded = ReturnType<typeof useRequest> & {
  readonly gathered: NonNullable<ReturnType<typeof useRequest>['gathered']>
  readonly config: NonNullable<ReturnType<typeof useRequest>['config']>
}

/** A request that is there, with the configuration. */
export type LoadedRequest = Loaded

/** A guardian looks at a friend's recovery, and approves or not. */
export function GuardianOfRequest({
  request,
  onMine,
}: {
  readonly request: Loaded
  readonly onMine: () => void
}) {
  const { gathered, config, networks } = request
  const [isCompared, setIsCompared] = useState(false)
  const [outcome, setOutcome] = useState<'approved' | 'declined'>()
  const policy = networks.find((on) => on.policy)?.policy
  const approved = policy ? everywhereApproved(request) : []
  const ways = useApproval({
    request: gathered.request,
    policy,
    config,
    approved,
    onApproved: async (approvals) => {
      request.set(await handIn(gathered, approvals))
      setOutcome('approved')
    },
  })
  const delay = policy && delayOf(policy, approved)
  return (
    <RequestGuardian
      name={gathered.account.name}
      address={gathered.account.address}
      isAdding={!gathered.request.replace}
      words={wordsOf(gathered.request)}
      effect={effectSentence(delay)}
      isCompared={isCompared}
      onCompared={setIsCompared}
      ways={ways}
      outcome={outcome}
      onNotMyFriend={() => setOutcome('declined')}
      onMine={onMine}
    />
  )
}

/** Guardians whose approval counts on one network: it knows them already, or would take them now. */
export function approvedAt(on: RequestOnNetwork, approvals: readonly ApprovalJson[]): number[] {
  const at = { chainId: on.network.chainId, time: on.clock?.chainNow ?? 0 }
  return [...on.approvers, ...(on.policy ? approvedOn(at, on.policy, approvals) : [])]
}

/** Guardians that have approved for every network that answers. */
export function everywhereApproved({ gathered, networks }: Pick<Loaded, 'gathered' | 'networks'>): number[] {
  const reading = networks.filter((on) => on.policy)
  const [first, ...others] = reading.map((on) => approvedAt(on, gathered.approvals))
  return [...new Set(first)].filter((index) => others.every((one) => one.includes(index)))
}

function effectSentence(delay: number | undefined): string {
  if (delay === undefined) return 'More guardians are needed before anything happens.'
  if (delay === 0) return 'With the approvals so far it can be finished at once.'
  return `With the approvals so far it can be finished after ${formatDelay(delay)}.`
}
