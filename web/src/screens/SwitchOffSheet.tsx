import { useState } from 'react'
import { Button } from '../components/Button.tsx'
import { CheckItem } from '../components/CheckItem.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** Switching recovery off: what that means, understood, confirmed with the passkey. */
export function SwitchOffSheet(props: SwitchOffSheetProps) {
  const { open, steps, busy, error, onConfirm, onRetry, onClose } = props
  const [isUnderstood, setIsUnderstood] = useState(false)
  const isSent = steps.length > 0
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Switch recovery off?"
      lead="Your guardians can then do nothing any more. If you lose your passkey, nobody can open this account, not even us."
      actions={
        isSent ? (
          <Button variant="secondary" onClick={onClose} busy={busy}>
            Close
          </Button>
        ) : (
          <>
            <Button variant="danger" onClick={onConfirm} busy={busy} disabled={!isUnderstood}>
              Switch off with passkey
            </Button>
            <LinkButton onClick={onClose}>Keep it on</LinkButton>
          </>
        )
      }
    >
      <ErrorNotice error={error} />
      {isSent ? (
        <NetworkProgress networks={steps} onRetry={busy ? undefined : onRetry} />
      ) : (
        <CheckItem checked={isUnderstood} onChange={setIsUnderstood}>
          I understand that this account cannot be got back afterwards.
        </CheckItem>
      )}
    </Sheet>
  )
}

/** @see SwitchOffSheet */
export interface SwitchOffSheetProps {
  readonly open: boolean
  /** Empty until it was confirmed. */
  readonly steps: readonly NetworkStep[]
  readonly busy: string | undefined
  readonly error?: unknown
  readonly onConfirm: () => void
  readonly onRetry: (chainId: number) => void
  readonly onClose: () => void
}
