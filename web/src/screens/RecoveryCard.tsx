import { ShieldCheck } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { Notice } from '../components/Notice.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { Timeline, type TimelineProps } from '../components/Timeline.tsx'

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

function InUse({ guardians, rows, findings }: Extract<RecoveryState, { kind: 'in-use' }>) {
  return (
    <Card title="Recovery" aside={<Status tone={findings.length ? 'warning' : 'good'}>In use</Status>}>
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
      <TextLink to="/account/guardians">Look at guardians</TextLink>
    </Card>
  )
}
