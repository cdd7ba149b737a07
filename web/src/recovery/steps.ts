// What the list of networks says: a tick is what the network itself says, never what somebody told.
import type { Submission } from 'sparekey/schema'
import type { NetworkStep } from '../components/NetworkProgress.tsx'
import type { RequestOnNetwork } from './onChain.ts'

/** What is being done on all networks. */
export type Purpose = 'start' | 'take-over' | 'stop'

/** How a purpose goes on. */
export interface Progress {
  readonly networks: readonly RequestOnNetwork[]
  readonly submissions: readonly Submission[]
  /** Whether it was asked for: before that a network waits, afterwards it is in progress. */
  readonly isAsked: boolean
}

/** The steps of a purpose, one per network. */
export function networkSteps(purpose: Purpose, progress: Progress): NetworkStep[] {
  return progress.networks.map((on) => {
    const { chainId, name } = on.network
    return { chainId, name, ...outcomes[purpose](on, progress) }
  })
}

type Outcome = Pick<NetworkStep, 'state' | 'note' | 'error'>

const outcomes: Record<Purpose, (on: RequestOnNetwork, progress: Progress) => Outcome> = {
  start(on, progress) {
    if (on.state === 'waiting') return { state: 'done', note: 'The waiting time runs here.' }
    if (on.state === 'ready') return { state: 'done', note: 'Ready here.' }
    return other(on, progress, ['start'])
  },
  'take-over'(on, progress) {
    const gone = on.isOldKeyGone ? 'The old passkey no longer works here.' : 'The new passkey works here.'
    if (on.state === 'done') return { state: 'done', note: gone }
    if (on.state === 'waiting' && progress.isAsked)
      return { state: 'waiting', note: 'Waits for its time here.' }
    return other(on, progress, ['execute', 'recover'])
  },
  stop(on, progress) {
    if (on.state === 'ended') return { state: 'done', note: 'Stopped here.' }
    if (on.state === 'done')
      return { state: 'failed', note: 'Too late here: the new passkey has taken over.' }
    return other(on, progress, ['cancel'])
  },
}

function other(
  on: RequestOnNetwork,
  { submissions, isAsked }: Progress,
  actions: readonly Submission['action'][],
): Outcome {
  if (on.state === 'unknown') return { state: 'failed', error: on.error }
  if (on.state === 'done') return { state: 'done', note: 'The new passkey works here.' }
  if (on.state === 'ended') return { state: 'failed', note: 'It was stopped here.' }
  if (on.state === 'expired') return { state: 'failed', note: 'Too late here; begin again.' }
  const sent = submissions.find(
    ({ chainId, action }) => chainId === on.network.chainId && actions.includes(action),
  )
  if (sent?.state === 'failed') return { state: 'failed', note: sent.error ?? 'It was not done here.' }
  return isAsked ? { state: 'pending' } : { state: 'waiting' }
}
