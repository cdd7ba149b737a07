import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import type { PasskeyObstacle } from '../passkeySupport.ts'
import { PasskeyObstacleNotice } from './PasskeyObstacleNotice.tsx'

/** What an invitation is: checked on the networks, answered, too late, or not the owner's. */
export type InviteState = 'checking' | 'open' | 'forged' | 'unchecked' | 'expired' | 'accepted' | 'declined'

/** Invited to guard a friend's account. */
export function Invite(props: InviteProps) {
  const { name, address, state, busy, error, obstacle, onAccept, onDecline } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} />}
      title={titleOf(state, name)}
      lead={
        <>
          From the owner of <AddressLabel address={address} />
        </>
      }
      actions={
        state === 'open' && (
          <>
            <Button
              onClick={() => onAccept()}
              busy={busy === 'accept' && 'Waiting for your passkey…'}
              disabled={Boolean(obstacle)}
            >
              Accept with a new passkey
            </Button>
            <LinkButton onClick={() => onAccept('security-key')}>Keep it on a security key</LinkButton>
            <LinkButton onClick={onDecline}>{busy === 'decline' ? 'Declining…' : 'No, thank you'}</LinkButton>
          </>
        )
      }
    >
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      <ErrorNotice error={error} />
      <StateNotice name={name} state={state} onAgain={props.onAgain} />
      {state === 'accepted' && props.words.length > 0 && (
        <Card title={`Compare with ${name}`}>
          <p className="text-muted">When {name} calls, read these words out. They must see the same ones.</p>
          <Fingerprint words={props.words} label="Your passkey’s six words" />
        </Card>
      )}
      {state === 'open' && (
        <Card title="What it means">
          <ul className="flex list-disc flex-col gap-1 pl-3">
            <li>
              If {name} loses their passkey, you get a link. You call them, compare six words, and approve.
            </li>
            <li>You cannot see, move or spend anything of theirs. You pay nothing.</li>
            <li>Your device makes a passkey called “Guardian for {name}”. Keep it: it is only for this.</li>
          </ul>
        </Card>
      )}
    </Page>
  )
}

/** @see Invite */
export interface InviteProps {
  readonly name: string
  readonly address: string
  readonly state: InviteState
  /** Six words of the passkey that accepted, where it was made in this browser. */
  readonly words: readonly string[]
  readonly busy: 'accept' | 'decline' | undefined
  readonly error: unknown
  readonly obstacle: PasskeyObstacle | undefined
  readonly onAccept: (hint?: 'security-key') => void
  readonly onDecline: () => void
  readonly onAgain: () => void
}

function titleOf(state: InviteState, name: string): string {
  if (state === 'accepted') return `You are a guardian for ${name} soon`
  if (state === 'declined') return 'You have declined'
  return `${name} asks you to be a guardian`
}

function StateNotice({ name, state, onAgain }: Pick<InviteProps, 'name' | 'state' | 'onAgain'>) {
  if (state === 'checking') return <p role="status">Checking that {name} signed this…</p>
  if (state === 'open') return <Notice title={`${name} signed this`}>The networks confirm it.</Notice>
  if (state === 'accepted')
    return (
      <Notice title="Thank you" live>
        Tell {name} that you accepted: they put you on the list with their own passkey. Come back to this page
        when they call.
      </Notice>
    )
  if (state === 'declined')
    return <Notice live>Nothing was made. Tell {name}, so that they can ask somebody else.</Notice>
  if (state === 'forged')
    return (
      <Notice tone="danger" title={`This is not from ${name}`}>
        The owner of this account did not sign it, or no longer can. Accept nothing, and tell {name}.
      </Notice>
    )
  if (state === 'expired')
    return (
      <Notice tone="warning" title="This invitation is too old">
        Ask {name} for a new one.
      </Notice>
    )
  return (
    <Notice
      tone="warning"
      title="We cannot check this now"
      actions={<LinkButton onClick={onAgain}>Try again</LinkButton>}
    >
      No network answers, so we cannot tell whether {name} signed it. Wait a minute.
    </Notice>
  )
}
