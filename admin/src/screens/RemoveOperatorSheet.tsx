import { Button } from '../../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Sheet } from '../../../web/src/components/Sheet.tsx'

/** @see RemoveOperatorSheet */
export interface RemoveOperatorSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly name: string
  readonly onRemove: () => void
  readonly isBusy: boolean
  readonly error: unknown
}

/** Ends an operator’s access, after asking. */
export function RemoveOperatorSheet({
  open,
  onClose,
  name,
  onRemove,
  isBusy,
  error,
}: RemoveOperatorSheetProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`Remove ${name}?`}
      lead={`${name} is signed out everywhere at once and cannot sign in any more. What ${name} did stays in the audit log. Your passkey is asked for again.`}
      actions={
        <>
          <Button variant="danger" busy={isBusy && 'Removing…'} onClick={onRemove}>
            Remove {name}
          </Button>
          <LinkButton onClick={onClose}>Cancel</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
    </Sheet>
  )
}
