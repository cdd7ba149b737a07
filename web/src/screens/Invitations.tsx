import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Status } from '../components/Status.tsx'

/** An invitation as its owner sees it. */
export interface ShownInvitation {
  readonly id: string
  readonly label: string
  readonly state: 'open' | 'accepted' | 'declined' | 'expired'
  /** Six words of the passkey that accepted it. */
  readonly words: readonly string[]
}

/** Invitations that are not guardians yet: waiting, to be compared, declined. */
export function Invitations({ invitations, onShow, onAdd, onForget }: InvitationsProps) {
  if (invitations.length === 0) return null
  return (
    <Card title="Invitations">
      <ul aria-live="polite" className="flex flex-col divide-y divide-line">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="flex flex-col gap-1 py-1.5">
            <div className="flex flex-wrap items-center justify-between gap-x-2">
              <p className="font-medium">{invitation.label}</p>
              <State state={invitation.state} />
            </div>
            {invitation.state === 'accepted' && <Compare invitation={invitation} onAdd={onAdd} />}
            <div className="flex flex-wrap gap-x-2">
              {invitation.state === 'open' && (
                <LinkButton onClick={() => onShow(invitation.id)}>Show the link</LinkButton>
              )}
              <LinkButton onClick={() => onForget(invitation.id)}>
                Remove<span className="sr-only"> the invitation of {invitation.label}</span>
              </LinkButton>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** @see Invitations */
export interface InvitationsProps {
  readonly invitations: readonly ShownInvitation[]
  readonly onShow: (id: string) => void
  readonly onAdd: (id: string) => void
  readonly onForget: (id: string) => void
}

function State({ state }: Pick<ShownInvitation, 'state'>) {
  if (state === 'open') return <Status tone="none">Waiting for an answer</Status>
  if (state === 'accepted') return <Status tone="good">Accepted</Status>
  return <Status tone="warning">{state === 'declined' ? 'Declined' : 'Expired'}</Status>
}

function Compare({
  invitation,
  onAdd,
}: {
  readonly invitation: ShownInvitation
  readonly onAdd: (id: string) => void
}) {
  const { id, label, words } = invitation
  return (
    <>
      <p>Call {label} and compare: do you both see the same six words? Then nobody else has slipped in.</p>
      <Fingerprint words={words} label={`The six words of ${label}’s passkey`} />
      <Button variant="secondary" onClick={() => onAdd(id)}>
        They are the same – add {label}
      </Button>
    </>
  )
}
