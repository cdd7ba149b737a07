import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { TextField } from '../components/TextField.tsx'
import { PromptFailure } from './PromptFailure.tsx'

/** Where a new passkey is to live; the browser's hints by the same names. */
export type PasskeyPlace = 'client-device' | 'hybrid' | 'security-key'

/** @see AddPasskeySheet */
export interface AddPasskeySheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly place: PasskeyPlace
  readonly label: string
  readonly onChange: (change: { place?: PasskeyPlace; label?: string }) => void
  /** `make` is before the first prompt, `confirm` before the second, which lets the new passkey in. */
  readonly stage: 'make' | 'confirm' | 'done'
  readonly busy: string | undefined
  readonly onMake: () => void
  readonly onConfirm: () => void
  readonly steps: readonly NetworkStep[]
  readonly error: unknown
}

/** One more passkey in two prompts: the new one is made, one that you have lets it in. */
export function AddPasskeySheet(props: AddPasskeySheetProps) {
  if (props.stage === 'make') return <Make {...props} />
  const { open, onClose, stage, busy, onConfirm, steps, error, label } = props
  const isDone = stage === 'done'
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={isDone ? 'Passkey added' : 'Let it in'}
      lead={
        isDone
          ? `“${label}” opens your account now.`
          : `“${label}” is made. Confirm with a passkey that you use already, once for all networks.`
      }
      actions={
        isDone ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <Button busy={busy} onClick={onConfirm}>
            {steps.length > 0 ? 'Try the rest again' : 'Confirm with passkey'}
          </Button>
        )
      }
    >
      <PromptFailure error={error} />
      {steps.length > 0 && <NetworkProgress networks={steps} />}
    </Sheet>
  )
}

const places = [
  { value: 'client-device', title: 'This device', note: 'Quick; often kept in your cloud as well.' },
  { value: 'hybrid', title: 'A phone or tablet', note: 'Scan a QR code with it. Bluetooth must be on.' },
  {
    value: 'security-key',
    title: 'A security key',
    note: 'Put it in and touch it when asked. Nothing is in a cloud.',
  },
] as const

function Make({ open, onClose, place, label, onChange, busy, onMake, error }: AddPasskeySheetProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Add a passkey"
      lead="Your system asks twice: first for the new one, then for one that you have."
      actions={
        <Button busy={busy} disabled={!label.trim()} onClick={onMake}>
          Continue
        </Button>
      }
    >
      <ErrorNotice error={error} />
      <Choice
        legend="Where"
        options={places}
        value={place}
        onChange={(value) => onChange({ place: value })}
      />
      {place === 'security-key' && (
        <p className="text-muted">
          If your system offers a phone or itself first, look for “More options” or “Security key”.
        </p>
      )}
      <TextField
        label="Name"
        value={label}
        maxLength={64}
        autoComplete="off"
        onChange={(value) => onChange({ label: value })}
        hint="So that you know it later."
      />
    </Sheet>
  )
}
