import { Button } from '../components/Button.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { SupportLine } from './SupportLine.tsx'

const words = {
  expired: [
    'This recovery is too late',
    'Its time is over, so it can no longer be finished. Nothing has changed in the account. Begin again: the same guardians can help.',
  ],
  ended: [
    'This recovery was stopped',
    'Somebody who can open the account, or its guardians, stopped it. Nothing has changed in the account. If that was not you, talk to your guardians, then begin again.',
  ],
  done: [
    'This recovery is finished',
    'The account opens with its new passkey. There is nothing left to approve or to stop.',
  ],
} as const

/** A recovery that leads nowhere any more. */
export function RequestOver({ state, onAgain }: RequestOverProps) {
  const [title, lead] = words[state]
  return (
    <Page
      width="dialog"
      title={title}
      lead={lead}
      actions={
        state === 'done' ? (
          <TextLink to="/" look="button">
            To the beginning
          </TextLink>
        ) : (
          <Button onClick={onAgain}>Begin again</Button>
        )
      }
    >
      <SupportLine />
    </Page>
  )
}

/** @see RequestOver */
export interface RequestOverProps {
  readonly state: keyof typeof words
  readonly onAgain: () => void
}
