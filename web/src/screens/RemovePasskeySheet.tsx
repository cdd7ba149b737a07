import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { PromptFailure } from './PromptFailure.tsx'

/** @see RemovePasskeySheet */
export interface RemovePasskeySheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly label: string
  readonly networks: readonly string[]
  readonly onRemove: () => void
  readonly isBusy: boolean
  readonly steps: readonly NetworkStep[]
  readonly isDone: boolean
  readonly error: unknown
}

/** Ends a passkey on all networks, after asking. */
export function RemovePasskeySheet(props: RemovePasskeySheetProps) {
  const { open, onClose, label, networks, onRemove, isBusy, steps, isDone, error } = props
  const where = networks.length ? ` on ${networks.join(' and ')}` : ''
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={isDone ? 'Passkey removed' : `Remove “${label}”?`}
      lead={
        isDone
          ? 'It opens nothing any more. You can delete it from the device that holds it.'
          : `It will no longer open your account${where}. Whoever has it is locked out. Your other passkeys stay.`
      }
      actions={
        isDone ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button variant="danger" busy={isBusy && 'Waiting for your passkey…'} onClick={onRemove}>
              Remove with passkey
            </Button>
            <LinkButton onClick={onClose}>Keep it</LinkButton>
          </>
        )
      }
    >
      {steps.length > 0 && <NetworkProgress networks={steps} />}
      <PromptFailure error={error} />
    </Sheet>
  )
}
