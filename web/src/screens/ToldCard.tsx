import { Card } from '../components/Card.tsx'
import { CheckItem } from '../components/CheckItem.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import type { Told } from '../contacts/useTold.ts'

/** Who learns that a recovery starts, where guardians are confirmed: never only a mailbox that is one of them. */
export function ToldCard({ told, isSettled = false }: ToldCardProps) {
  const { addresses, state, isWithout, onAdd, onWithout } = told
  return (
    <Card
      title="Who is told"
      aside={state !== undefined && <LinkButton onClick={onAdd}>Add somebody</LinkButton>}
    >
      {state === undefined && <Skeleton lines={1} label="Reading who is told…" />}
      {addresses.length > 0 && (
        <ul className="flex flex-col gap-0.5">
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ul>
      )}
      {state === 'others' && (
        <p className="text-muted">As soon as a recovery starts, and until it is over.</p>
      )}
      {state === 'nobody' && (
        <p className="text-muted">
          Nobody yet. If somebody else begins a recovery, you would see it only here.
        </p>
      )}
      {state === 'guardian-only' && (
        <>
          <Notice tone="warning" title="Whoever takes over this mailbox would be the only one told">
            {isSettled ? 'Add a second address.' : 'Add a second address, or go on without.'}
          </Notice>
          {!isSettled && (
            <CheckItem checked={isWithout} onChange={onWithout}>
              Go on without. If somebody takes over my mailbox, nothing warns me, and after the waiting time
              the account is theirs.
            </CheckItem>
          )}
        </>
      )}
    </Card>
  )
}

/** @see ToldCard */
export interface ToldCardProps {
  readonly told: Told
  /** Whether it was confirmed already: then nothing is to be chosen any more. */
  readonly isSettled?: boolean
}
