import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { TextField } from '../components/TextField.tsx'

/** @see RenamePasskeySheet */
export interface RenamePasskeySheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly label: string
  readonly onLabel: (label: string) => void
  readonly onSave: () => void
  readonly isBusy: boolean
  readonly error: unknown
}

/** Another name for a passkey; only its owner sees it. */
export function RenamePasskeySheet(props: RenamePasskeySheetProps) {
  const { open, onClose, label, onLabel, onSave, isBusy, error } = props
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Rename passkey"
      actions={
        <Button type="submit" form="rename" busy={isBusy && 'Saving…'} disabled={!label.trim()}>
          Save
        </Button>
      }
    >
      <form
        id="rename"
        onSubmit={(event) => {
          event.preventDefault()
          if (label.trim() && !isBusy) onSave()
        }}
      >
        <TextField
          label="Name"
          value={label}
          onChange={onLabel}
          maxLength={64}
          autoComplete="off"
          hint="Only you see it."
        />
      </form>
      <ErrorNotice error={error} />
    </Sheet>
  )
}
