import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** While a passphrase becomes a guardian: a second on most devices, some seconds on an old phone. */
export function PassphraseProgress({ open, progress, error, onClose, onRetry }: PassphraseProgressProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={error ? 'That did not work' : 'Making your guardian'}
      lead={
        error
          ? undefined
          : 'Your words are turned into a key, on this device only. That takes a moment on purpose.'
      }
      actions={
        error ? (
          <Button onClick={onRetry}>Try again</Button>
        ) : (
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
        )
      }
    >
      <ErrorNotice error={error} />
      {!error && (
        <progress
          aria-label="Making your guardian"
          value={progress}
          max={1}
          className="h-1 w-full overflow-hidden rounded-full accent-accent"
        />
      )}
    </Sheet>
  )
}

/** @see PassphraseProgress */
export interface PassphraseProgressProps {
  readonly open: boolean
  /** 0 to 1. */
  readonly progress: number | undefined
  readonly error?: unknown
  readonly onClose: () => void
  readonly onRetry: () => void
}
