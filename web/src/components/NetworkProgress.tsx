import { CheckCircle2, CircleDashed, ExternalLink, TriangleAlert, XCircle } from 'lucide-react'
import { useEffect, useState } from 'react'
import { explain } from '../explain.ts'
import { LinkButton } from './LinkButton.tsx'
import { Spinner } from './Spinner.tsx'

/** How far one network has come. `done` only with a receipt or what the chain itself says. */
export interface NetworkStep {
  readonly chainId: number
  readonly name: string
  readonly state: 'waiting' | 'pending' | 'done' | 'failed'
  /** In place of the usual words: "The old passkey no longer works here". */
  readonly note?: string
  readonly error?: unknown
  /** Of the transaction in an explorer, where there is one. */
  readonly receiptUrl?: string
}

const words = {
  waiting: 'Waits',
  pending: 'In progress…',
  late: 'Does not confirm it. It may still happen; nothing is lost.',
  done: 'Done',
  failed: 'Not done',
}

/** Milliseconds after which a network that is in progress is late: most confirm within three blocks of 12 seconds. */
const usual = 36_000

/** Networks ticking off, one line each. */
export function NetworkProgress({ networks, label = 'Networks', onRetry }: NetworkProgressProps) {
  return (
    <ul aria-label={label} aria-live="polite" className="flex flex-col divide-y divide-line">
      {networks.map((network) => (
        <Line key={network.chainId} network={network} onRetry={onRetry} />
      ))}
    </ul>
  )
}

function Line({
  network,
  onRetry,
}: { readonly network: NetworkStep } & Pick<NetworkProgressProps, 'onRetry'>) {
  const isLate = useLate(network.state === 'pending')
  const state = isLate ? 'late' : network.state
  return (
    <li className="flex items-start gap-1.5 py-1.5">
      <Mark state={state} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{network.name}</p>
        <Words network={network} state={state} />
      </div>
      {(state === 'failed' || state === 'late') && onRetry && (
        <LinkButton onClick={() => onRetry(network.chainId)}>
          Try again<span className="sr-only"> on {network.name}</span>
        </LinkButton>
      )}
    </li>
  )
}

/** Whether something has been going on for longer than usual. */
function useLate(isPending: boolean): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (!isPending) return
    const timer = setTimeout(() => setIsLate(true), usual)
    return () => {
      clearTimeout(timer)
      setIsLate(false)
    }
  }, [isPending])
  return isLate
}

type State = NetworkStep['state'] | 'late'

/** @see NetworkProgress */
export interface NetworkProgressProps {
  readonly networks: readonly NetworkStep[]
  readonly label?: string
  readonly onRetry?: ((chainId: number) => void) | undefined
}

function Mark({ state }: { readonly state: State }) {
  const place = 'mt-0.5 size-2.5 shrink-0'
  if (state === 'done') return <CheckCircle2 aria-hidden="true" className={`${place} text-accent`} />
  if (state === 'failed') return <XCircle aria-hidden="true" className={`${place} text-danger`} />
  if (state === 'late') return <TriangleAlert aria-hidden="true" className={`${place} text-ink`} />
  if (state === 'waiting') return <CircleDashed aria-hidden="true" className={`${place} text-muted`} />
  return (
    <span className="mt-0.5 text-accent">
      <Spinner />
    </span>
  )
}

function Words({ network, state }: { readonly network: NetworkStep; readonly state: State }) {
  const { note, error, receiptUrl } = network
  const failure = state === 'failed' && error ? explain(error) : undefined
  return (
    <p className={state === 'failed' ? 'text-danger' : 'text-muted'}>
      {failure ? `${failure.what} ${failure.todo}` : (note ?? words[state])}
      {receiptUrl && (
        <a href={receiptUrl} target="_blank" rel="noreferrer" className="ml-1 text-accent underline">
          Receipt <ExternalLink aria-hidden="true" className="inline size-2" />
        </a>
      )}
    </p>
  )
}
