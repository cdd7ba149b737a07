import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Sheet } from '../components/Sheet.tsx'

/** Telling somebody no longer, after asking. */
export function RemoveContactSheet(props: RemoveContactSheetProps) {
  const { open, address, consequence, isBusy, error, onRemove, onClose } = props
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Tell nobody there any more?"
      lead={
        <>
          <b className="font-medium text-ink">{address}</b> gets one last message, which says that it was
          removed.
        </>
      }
      actions={
        <>
          <Button variant="danger" busy={isBusy && 'Removing…'} onClick={onRemove}>
            Remove
          </Button>
          <LinkButton onClick={onClose}>Keep it</LinkButton>
        </>
      }
    >
      {consequence && <Notice tone="warning">{consequences[consequence]}</Notice>}
      <ErrorNotice error={error} />
    </Sheet>
  )
}

const consequences = {
  nobody: 'Then nobody is told when a recovery starts.',
  'guardian-only':
    'Then only your e-mail guardian’s own mailbox is told. Whoever takes it over would be the only one to know.',
}

/** @see RemoveContactSheet */
export interface RemoveContactSheetProps {
  readonly open: boolean
  readonly address: string
  /** What it would leave behind; undefined where somebody else is still told. */
  readonly consequence: keyof typeof consequences | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly onRemove: () => void
  readonly onClose: () => void
}
