import { type ReactNode, useState } from 'react'
import { Button } from '../../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { Sheet } from '../../../web/src/components/Sheet.tsx'
import { ReasonField } from '../components/ReasonField.tsx'
import { reasonProblem } from '../reason.ts'

/** @see ReasonSheet */
export interface ReasonSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly lead: ReactNode
  /** What the button does: "Propose to unlock". */
  readonly button: string
  readonly isDanger?: boolean
  readonly onDo: (reason: string) => void
  readonly isBusy: boolean
  readonly error: unknown
  /** What else there is to fill in, above the reason. */
  readonly children?: ReactNode
}

/** Something that an operator does to somebody’s account, with a reason that is kept. */
export function ReasonSheet(props: ReasonSheetProps) {
  const { open, onClose, title, lead, button, isDanger, onDo, isBusy, error, children } = props
  const [reason, setReason] = useState('')
  const [isTried, setIsTried] = useState(false)
  const go = () => {
    setIsTried(true)
    if (!reasonProblem(reason)) onDo(reason.trim())
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={title}
      lead={lead}
      actions={
        <>
          <Button variant={isDanger ? 'danger' : 'primary'} busy={isBusy && 'One moment…'} onClick={go}>
            {button}
          </Button>
          <LinkButton onClick={onClose}>Cancel</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
      {children}
      <ReasonField value={reason} onChange={setReason} isTried={isTried} />
    </Sheet>
  )
}
