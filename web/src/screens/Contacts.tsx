import { Mail, Webhook } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'
import type { ToldState } from '../contacts/contacts.ts'

/** Somebody who is told, as the list shows it. */
export interface ContactRow {
  readonly id: string
  readonly kind: 'email' | 'webhook'
  readonly address: string
  readonly isMuted: boolean
  /** "Added on 3 Nov 2026". */
  readonly added: string
}

/** Who learns that a recovery starts. */
export function Contacts({ contacts, told, guardian, error, onRetry, onAdd, onRemove }: ContactsProps) {
  return (
    <Page
      title="Who is told"
      lead="When a recovery starts, half-way, a day before it is ready and when it is over; and whenever guardians, passkeys or this list change. Nobody but you sees it."
      back={{ to: '/account', label: 'Account' }}
      actions={<Button onClick={onAdd}>Add somebody</Button>}
    >
      <ErrorNotice error={error} onRetry={onRetry} />
      {!contacts && !error && (
        <Card label="Who is told">
          <Skeleton lines={3} label="Reading who is told…" />
        </Card>
      )}
      {contacts && told !== 'others' && <Alone told={told} guardian={guardian} />}
      {contacts && contacts.length > 0 && (
        <Card label="Who is told">
          <ul className="flex flex-col divide-y divide-line">
            {contacts.map((contact) => (
              <Row key={contact.id} {...contact} onRemove={() => onRemove(contact.id)} />
            ))}
          </ul>
        </Card>
      )}
      {contacts && told === 'others' && guardian && (
        <p className="text-muted">Your e-mail guardian’s mailbox, {guardian}, is told too.</p>
      )}
    </Page>
  )
}

/** @see Contacts */
export interface ContactsProps {
  /** Undefined while they are read. */
  readonly contacts: readonly ContactRow[] | undefined
  readonly told: ToldState
  /** The masked address of the e-mail guardian, if there is one. */
  readonly guardian: string | undefined
  readonly error: unknown
  readonly onRetry: () => void
  readonly onAdd: () => void
  readonly onRemove: (id: string) => void
}

function Alone({ told, guardian }: Pick<ContactsProps, 'told' | 'guardian'>): ReactNode {
  return told === 'nobody' ? (
    <Notice tone="warning" title="Nobody is told yet">
      If somebody else begins a recovery, you would see it only here. Add an address that you read often.
    </Notice>
  ) : (
    <Notice tone="warning" title={`Only ${guardian ?? 'your e-mail guardian'} is told`}>
      That mailbox is a guardian itself: whoever takes it over begins a recovery, and reads the warning too.
      Add a second address.
    </Notice>
  )
}

const icons = { email: Mail, webhook: Webhook }
const kinds = { email: 'E-mail', webhook: 'Webhook' }

function Row({ kind, address, isMuted, added, onRemove }: ContactRow & { readonly onRemove: () => void }) {
  const Icon = icons[kind]
  return (
    <li className="flex items-start gap-1.5 py-1.5">
      <span className="grid size-5 shrink-0 place-items-center rounded-full bg-sunken text-ink">
        <Icon aria-hidden="true" className="size-2.5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{address}</p>
        <p className="text-muted">
          {kinds[kind]} · {added}
        </p>
        {isMuted && <Status tone="none">Gets security mail only</Status>}
        <div>
          <LinkButton danger onClick={onRemove}>
            Remove<span className="sr-only"> {address}</span>
          </LinkButton>
        </div>
      </div>
    </li>
  )
}
