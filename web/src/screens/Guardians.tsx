import type { ReactNode } from 'react'
import type { Finding } from 'sparekey'
import type { Hex } from 'viem'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { formatDelay } from '../formatTime.ts'
import type { ChosenGuardian } from '../setup/draft.ts'
import type { Health } from '../setup/health.ts'
import type { Row } from '../setup/policyOf.ts'
import { Findings } from './Findings.tsx'
import { GuardianRow } from './GuardianRow.tsx'

/** Who guards the account now, whether they can do it, and ways to change that. */
export function Guardians(props: GuardiansProps) {
  const { guardians, rows, windowHours, findings, notice, onChange, onSwitchOff } = props
  return (
    <Page
      title="Guardians"
      face={<Status tone="good">In use</Status>}
      lead="They can open this account for a new passkey if yours is lost."
      back={{ to: '/account', label: 'Account' }}
      actions={
        <>
          <Button onClick={onChange}>Change guardians</Button>
          <LinkButton danger onClick={onSwitchOff}>
            Switch recovery off
          </LinkButton>
        </>
      }
    >
      {notice}
      <Findings findings={findings} />
      <Card title={guardians.length === 1 ? 'Who guards it' : `${guardians.length} guardians`}>
        <ul className="flex flex-col divide-y divide-line">
          {guardians.map((guardian) => (
            <OneGuardian key={guardian.signer} guardian={guardian} {...props} />
          ))}
        </ul>
      </Card>
      <Card
        title="How long it takes"
        aside={
          <LinkButton onClick={props.onChangeWay}>
            Change<span className="sr-only"> how long it takes</span>
          </LinkButton>
        }
      >
        <Timeline rows={rows} />
        <p className="text-muted">Then it can be finished for {formatDelay(windowHours * 3600)}.</p>
      </Card>
    </Page>
  )
}

/** @see Guardians */
export interface GuardiansProps {
  readonly guardians: readonly ChosenGuardian[]
  /** By signer; what is not in it is still being asked. */
  readonly health: Readonly<Record<string, Health>>
  readonly rows: readonly Row[]
  readonly windowHours: number
  readonly findings: readonly Finding[]
  readonly notice?: ReactNode
  readonly onChange: () => void
  readonly onChangeWay: () => void
  readonly onReplace: (signer: Hex) => void
  readonly onRemove: (signer: Hex) => void
  readonly onSwitchOff: () => void
}

function OneGuardian(props: GuardiansProps & { readonly guardian: ChosenGuardian }) {
  const { guardian, guardians, health, onReplace, onRemove } = props
  const { label, signer } = guardian
  return (
    <GuardianRow
      guardian={guardian}
      note={<HealthLine health={health[signer]} />}
      actions={
        <>
          <LinkButton onClick={() => onReplace(signer)}>
            Replace<span className="sr-only"> {label}</span>
          </LinkButton>
          {guardians.length > 1 && (
            <LinkButton onClick={() => onRemove(signer)}>
              Remove<span className="sr-only"> {label}</span>
            </LinkButton>
          )}
        </>
      }
    />
  )
}

function HealthLine({ health }: { readonly health: Health | undefined }) {
  if (!health) return <Skeleton lines={1} label="Checking…" />
  return <Status tone={health.isGood ? 'good' : 'warning'}>{health.sentence}</Status>
}
