import { useState } from 'react'
import { MAX_LOCK } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { LinkButton } from '../../../web/src/components/LinkButton.tsx'
import { SelectField } from '../../../web/src/components/SelectField.tsx'
import { Sheet } from '../../../web/src/components/Sheet.tsx'
import { formatMoment } from '../../../web/src/formatTime.ts'
import { MomentField } from '../components/MomentField.tsx'
import { ReasonField } from '../components/ReasonField.tsx'
import { type LockLength, lockEnd, lockEndProblem, lockLengths } from '../lockEnd.ts'
import { reasonProblem } from '../reason.ts'
import { useServerNow } from '../serverClock.ts'
import { LockEffects } from './LockEffects.tsx'

/** @see LockSheet */
export interface LockSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly name: string
  /** When the lock that is there ends, ISO 8601; a further one can only end later. */
  readonly lockedUntil: string | undefined
  readonly onLock: (lock: { readonly reason: string; readonly until: string }) => void
  readonly isBusy: boolean
  readonly error: unknown
}

/** Locks an account: why, until when, and what that does and does not do. */
export function LockSheet(props: LockSheetProps) {
  const { open, onClose, name, lockedUntil, onLock, isBusy, error } = props
  const now = useServerNow(30_000)
  const [reason, setReason] = useState('')
  const [length, setLength] = useState<LockLength>('3')
  const [typed, setTyped] = useState('')
  const [isTried, setIsTried] = useState(false)
  const until = lockEnd(length, typed, now)
  const problem = lockEndProblem(until, {
    now,
    after: lockedUntil ? Date.parse(lockedUntil) : now,
    most: MAX_LOCK,
  })
  const lock = () => {
    setIsTried(true)
    if (until === undefined || problem || reasonProblem(reason)) return
    onLock({ reason: reason.trim(), until: new Date(until).toISOString() })
  }
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={lockedUntil ? `Lock ${name} for longer` : `Lock ${name}?`}
      lead="For when somebody else may have the owner’s mailbox, phone or guardians. Your passkey is asked for again."
      actions={
        <>
          <Button variant="danger" busy={isBusy && 'Locking…'} onClick={lock}>
            Lock account
          </Button>
          <LinkButton onClick={onClose}>Cancel</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
      <ReasonField value={reason} onChange={setReason} isTried={isTried} />
      <SelectField label="The lock ends after" value={length} options={lockLengths} onChange={setLength} />
      {length === 'custom' && <MomentField label="It ends on" value={typed} onChange={setTyped} />}
      <p aria-live="polite" className={problem ? 'text-danger' : 'text-muted'}>
        {problem
          ? isTried || length !== 'custom' || typed
            ? problem
            : ''
          : until !== undefined && `It ends by itself on ${formatMoment(until, now)}.`}
      </p>
      <LockEffects />
    </Sheet>
  )
}
