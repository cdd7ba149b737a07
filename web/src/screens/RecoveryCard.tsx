import { ShieldCheck } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Notice } from '../components/Notice.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { Timeline, type TimelineProps } from '../components/Timeline.tsx'
import type { ToldState } from '../contacts/contacts.ts'

/** What is known of the account's recovery. */
export type RecoveryState =
  | { readonly kind: 'loading' }
  /** No network answered. */
  | { readonly kind: 'unknown'; readonly onRetry: () => void }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'in-use'
      readonly guardians: readonly { readonly signer: string; readonly label: string }[]
      readonly rows: TimelineProps['rows']
      /** What could be better; none if it is healthy. */
      readonly findings: readonly string[]
      /** Who learns that a recovery starts; undefined while it is not known. */
      readonly told: { readonly addresses: readonly string[]; readonly state: ToldState } | undefined
    }

/** @see RecoveryCard */
export interface RecoveryCardProps {
  readonly recovery: RecoveryState
}

/** Whether the account can be got back, by whom and how fast. */
export function RecoveryCard({ recovery }: RecoveryCardProps) {
  if (recovery.kind === 'in-use') return <InUse {...recovery} />
  if (recovery.kind === 'none') return <NotSetUp />
  if (recovery.kind === 'loading')
    return (
      <Card title="Recovery">
        <Skeleton label="Reading guardians…" />
      </Card>
    )
  return (
    <Card title="Recovery" aside={<Status tone="warning">Not known</Status>}>
      <p className="text-muted">No network answers at the moment, so we cannot say who your guardians are.</p>
      <Button variant="secondary" onClick={recovery.onRetry}>
        Try again
      </Button>
    </Card>
  )
}

function NotSetUp() {
  return (
    <Card title="Recovery" aside={<Status tone="none">Not set up – 1 minute</Status>}>
      <p className="text-muted">
        Choose who or what may let you back in if your passkey is lost. Without a guardian nobody can open
        this account again, not even us.
      </p>
      <TextLink to="/account/setup" look="button">
        <ShieldCheck aria-hidden="true" className="size-2.5" />
        Set up
      </TextLink>
    </Card>
  )
}

function InUse({ guardians, rows, findings, told }: Extract<RecoveryState, { kind: 'in-use' }>) {
  const isHealthy = findings.length === 0 && (told?.state ?? 'others') === 'others'
  return (
    <Card title="Recovery" aside={<Status tone={isHealthy ? 'good' : 'warning'}>In use</Status>}>
      <ul aria-label="Guardians" className="flex flex-wrap gap-1">
        {guardians.map(({ signer, label }) => (
          <li key={signer} className="rounded-full bg-sunken px-1.5 py-0.5">
            {label}
          </li>
        ))}
      </ul>
      <Timeline rows={rows} />
      {findings.map((finding) => (
        <Notice key={finding} tone="warning">
          {finding}
        </Notice>
      ))}
      {told?.state === 'others' && (
        <p className="text-muted">Told when a recovery starts: {told.addresses.join(', ')}</p>
      )}
      {told && told.state !== 'others' && <Untold state={told.state} />}
      <div className="flex flex-wrap gap-x-2">
        <TextLink to="/account/guardians">Look at guardians</TextLink>
        <TextLink to="/account/contacts">Who is told</TextLink>
      </div>
    </Card>
  )
}

function Untold({ state }: { readonly state: Exclude<ToldState, 'others'> }) {
  return (
    <Notice
      tone="warning"
      title={
        state === 'nobody'
          ? 'Nobody is told when a recovery starts'
          : 'Only your e-mail guardian’s mailbox is told when a recovery starts'
      }
      actions={
        <TextLink to="/account/contacts" search={{ add: true }}>
          Add an address
        </TextLink>
      }
    >
      {state === 'nobody'
        ? 'If somebody else begins one, you would see it only here.'
        : 'Whoever takes that mailbox over would be the only one to know.'}
    </Notice>
  )
}
