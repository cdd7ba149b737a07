import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import {
  getAccountState,
  type Policy,
  policyCommitment,
  setPolicy,
  UserOperationTimeoutError,
} from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import type { AccountNetwork, AccountNetworks } from '../accountNetworks.ts'
import { api } from '../api.ts'
import { networksOf } from '../chains.ts'
import type { NetworkStep } from '../components/NetworkProgress.tsx'
import { useOperations } from '../operations.ts'
import { sessionPasskey } from '../passkeys.ts'
import type { PlannedNetwork } from '../screens/SetupPreview.tsx'
import { isSame, type SetupDraft } from './draft.ts'
import { type Cost, costOf, obstacleOf, partyOf } from './plan.ts'
import { OtherTabError } from './problems.ts'
import { guardianLabelsQuery } from './useSetup.ts'

interface Subject {
  readonly session: SessionJson
  readonly config: Config
  readonly networks: AccountNetworks
  readonly draft: SetupDraft
  readonly keep: (draft: SetupDraft) => void
  /** What is to be confirmed; undefined while it makes no sense. */
  readonly policy: Policy | undefined
}

/** Confirming a set-up: one prompt for all networks, each network's progress, also after the tab was closed. */
export function useConfirm(subject: Subject) {
  const { session, config, draft, keep, policy } = subject
  const client = useQueryClient()
  const operations = useOperations()
  const [tabError, setTabError] = useState<OtherTabError>()
  const resumed = useResumed(subject, operations.steps.length === 0)
  const planned = usePlanned(subject)
  // While the prompt is open nothing is under way yet: the preview stays.
  const isAsking = operations.steps.length > 0 && operations.steps.every(({ state }) => state === 'waiting')
  const steps = operations.steps.length > 0 && !isAsking ? operations.steps : resumed
  const labels = useLabels(subject, steps)
  // Only once something is under way: a prompt that was declined leaves nothing behind.
  useEffect(() => {
    const sent = operations.steps.filter(({ state }) => state !== 'waiting').map(({ chainId }) => chainId)
    if (!policy || sent.length === 0 || draft.sent) return
    keep({ ...draft, sent: { commitment: policyCommitment(policy), chainIds: sent, labelsSaved: false } })
  }, [operations.steps, draft, keep, policy])
  const run = async (chosen: readonly AccountNetwork[]) => {
    if (!policy || operations.isRunning || chosen.length === 0) return
    setTabError(undefined)
    const calls = [setPolicy.call({ policy })]
    const done = await inOneTab(() =>
      operations.run({
        passkey: sessionPasskey(session, config),
        networks: chosen.map((network) => partyOf(network, { session, config, calls })),
      }),
    )
    if (!done) setTabError(new OtherTabError())
    await client.invalidateQueries({ queryKey: ['account-networks'] })
  }
  const usable = subject.networks.networks.filter(
    (network) => !planned.find(({ chainId }) => chainId === network.network.chainId)?.problem,
  )
  const leftOut = planned
    .filter(({ chainId, problem }) => problem && !steps.some((step) => step.chainId === chainId))
    .map(
      ({ chainId, name, problem = '' }): NetworkStep => ({ chainId, name, state: 'failed', note: problem }),
    )
  return {
    planned,
    steps,
    /** Networks on which nothing was done, and why. */
    leftOut,
    labelError: labels.error,
    retryLabels: labels.save,
    error: tabError ?? operations.error,
    busy: operations.isRunning ? 'Waiting for your passkey…' : undefined,
    confirm: () => void run(usable),
    /** Nothing was done anywhere: back to the choices. */
    takeBack: () => {
      operations.reset()
      keep({ ...draft, sent: null })
    },
    retry: (chainId: number) =>
      void run(subject.networks.networks.filter(({ network }) => network.chainId === chainId)),
  }
}

/** Names follow as soon as one network has the guardians; recovery works without them. */
function useLabels({ draft, keep }: Subject, steps: readonly NetworkStep[]) {
  const client = useQueryClient()
  const isDue = draft.sent?.labelsSaved === false && steps.some(({ state }) => state === 'done')
  const [error, setError] = useState<unknown>()
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it is due, and whenever somebody asks again
  useEffect(() => {
    const { sent, guardians } = draft
    if (!isDue || !sent) return
    setError(undefined)
    const known = guardians.filter(({ isKindKnown }) => isKindKnown)
    api.saveGuardians(known.map(({ isKindKnown: _known, ...label }) => label)).then((saved) => {
      client.setQueryData(guardianLabelsQuery.queryKey, saved)
      keep({ ...draft, sent: { ...sent, labelsSaved: true } })
    }, setError)
  }, [isDue, attempt])
  return { error, save: () => setAttempt(attempt + 1) }
}

/** What each network is asked for, and what that costs. */
function usePlanned({ session, config, networks, policy }: Subject): readonly PlannedNetwork[] {
  const passkey = useMemo(() => sessionPasskey(session, config), [session, config])
  const commitment = policy && policyCommitment(policy)
  const costs = useQueries({
    queries: networks.networks.map((network) => ({
      queryKey: ['setup-cost', network.network.chainId, network.status, commitment],
      queryFn: () => {
        const calls = policy ? [setPolicy.call({ policy })] : []
        return costOf(partyOf(network, { session, config, calls }), passkey)
      },
      enabled: policy !== undefined && obstacleOf(network, session) === undefined,
      // What is in the way may be gone in a moment: money on its way, a node that was busy.
      refetchInterval: ({ state }: { state: { data: Cost | undefined } }) =>
        state.data?.problem ? 3_000 : 20_000,
    })),
  })
  return networks.networks.map((network, index) => {
    const cost = costs[index]?.data
    const problem = obstacleOf(network, session) ?? cost?.problem
    const { chainId, name } = network.network
    return { chainId, name, cost: cost?.text, ...(problem && { problem }) }
  })
}

/** Milliseconds for which a network is asked whether it has done what was sent before the tab was closed. */
const patience = 60_000

/** What became of what was sent: asked of the networks, because only they know. */
function useResumed({ session, config, draft }: Subject, isWanted: boolean): readonly NetworkStep[] {
  const { sent } = draft
  const account = session.account.address
  const [since] = useState(() => performance.now())
  const networks = networksOf(config).filter(({ chainId }) => sent?.chainIds.includes(chainId))
  const query = useQuery({
    queryKey: ['setup-sent', account, sent?.commitment, sent?.chainIds],
    queryFn: () =>
      Promise.all(
        networks.map(async ({ client, chainId, name }): Promise<NetworkStep> => {
          const state = await getAccountState(client, { account }).catch(() => undefined)
          if (state && sent && isSame(state.commitment, sent.commitment))
            return { chainId, name, state: 'done' }
          const isLate = performance.now() - since > patience
          return isLate
            ? {
                chainId,
                name,
                state: 'failed',
                error: new UserOperationTimeoutError('0x', chainId, undefined),
              }
            : { chainId, name, state: 'pending' }
        }),
      ),
    enabled: isWanted && sent !== null,
    refetchInterval: ({ state }) => (state.data?.some((step) => step.state === 'pending') ? 1_000 : false),
  })
  if (!sent || !isWanted) return []
  return query.data ?? networks.map(({ chainId, name }) => ({ chainId, name, state: 'pending' }))
}

/** Runs unless another tab runs it. @returns whether it ran */
async function inOneTab(work: () => Promise<unknown>): Promise<boolean> {
  if (!navigator.locks) {
    await work()
    return true
  }
  return navigator.locks.request('sparekey:setup', { ifAvailable: true }, async (lock) => {
    if (lock) await work()
    return lock !== null
  })
}
