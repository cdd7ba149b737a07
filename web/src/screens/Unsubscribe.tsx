import { BellOff } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'

/** From a notice's last line: no more notices to this address. What concerns security still comes. */
export function Unsubscribe({ stage, isBusy, error, onUnsubscribe }: UnsubscribeProps) {
  if (stage === 'no-token')
    return (
      <Page
        width="dialog"
        title="This link is not complete"
        lead="Open it from the last line of the mail again, or copy all of it."
        actions={
          <TextLink to="/" look="button">
            To the beginning
          </TextLink>
        }
      />
    )
  const isDone = stage === 'done'
  return (
    <Page
      width="dialog"
      title={isDone ? 'No more notices' : 'No more notices to this address?'}
      lead={
        isDone
          ? 'Your address gets no more notices of this kind.'
          : 'Notices tell of changes, like a new guardian or a renamed passkey.'
      }
      actions={
        isDone ? (
          <TextLink to="/" look="button">
            To the beginning
          </TextLink>
        ) : (
          <Button
            icon={<BellOff aria-hidden="true" className="size-2.5" />}
            busy={isBusy && 'One moment…'}
            onClick={onUnsubscribe}
          >
            Send no more notices
          </Button>
        )
      }
    >
      <p>
        <b className="font-medium">What still comes:</b> codes that are asked for, and what concerns security
        – recoveries that start, wait, are finished or stopped, and changes of who is told. To end that too,
        the account’s owner removes this address under “Who is told”.
      </p>
      <ErrorNotice error={error} />
    </Page>
  )
}

/** @see Unsubscribe */
export interface UnsubscribeProps {
  readonly stage: 'asked' | 'done' | 'no-token'
  readonly isBusy: boolean
  readonly error: unknown
  readonly onUnsubscribe: () => void
}
