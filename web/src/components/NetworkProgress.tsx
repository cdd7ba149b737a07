import { CheckCircle2, CircleDashed, ExternalLink, XCircle } from 'lucide-react'
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

const words = { waiting: 'Waits', pending: 'In progress…', done: 'Done', failed: 'Not done' }

/** Networks ticking off, one line each. */
export function NetworkProgress({ networks, label = 'Networks', onRetry }: NetworkProgressProps) {
  return (
    <ul aria-label={label} aria-live="polite" className="flex flex-col divide-y divide-line">
      {networks.map((network) => (
        <li key={network.chainId} className="flex items-start gap-1.5 py-1.5">
          <Mark state={network.state} />
          <div className="min-w-0 flex-1">
            <p className="font-medium">{network.name}</p>
            <Words network={network} />
          </div>
          {network.state === 'failed' && onRetry && (
            <LinkButton onClick={() => onRetry(network.chainId)}>
              Try again<span className="sr-only"> on {network.name}</span>
            </LinkButton>
          )}
        </li>
      ))}
    </ul>
  )
}

/** @see NetworkProgress */
export interface NetworkProgressProps {
  readonly networks: readonly NetworkStep[]
  readonly label?: string
  readonly onRetry?: ((chainId: number) => void) | undefined
}

function Mark({ state }: Pick<NetworkStep, 'state'>) {
  const place = 'mt-0.5 size-2.5 shrink-0'
  if (state === 'done') return <CheckCircle2 aria-hidden="true" className={`${place} text-accent`} />
  if (state === 'failed') return <XCircle aria-hidden="true" className={`${place} text-danger`} />
  if (state === 'waiting') return <CircleDashed aria-hidden="true" className={`${place} text-muted`} />
  return (
    <span className="mt-0.5 text-accent">
      <Spinner />
    </span>
  )
}

function Words({ network }: { readonly network: NetworkStep }) {
  const { state, note, error, receiptUrl } = network
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
