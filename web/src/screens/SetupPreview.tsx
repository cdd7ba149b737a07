import { Fingerprint } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Finding } from 'sparekey'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Page } from '../components/Page.tsx'
import { Status } from '../components/Status.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { isToldOpen, type Told } from '../contacts/useTold.ts'
import { formatDelay } from '../formatTime.ts'
import type { ChosenGuardian } from '../setup/draft.ts'
import type { Row } from '../setup/policyOf.ts'
import { Findings } from './Findings.tsx'
import { GuardianRow } from './GuardianRow.tsx'
import { PromptFailure } from './PromptFailure.tsx'
import { ToldCard } from './ToldCard.tsx'

/** What confirming does on one network. */
export interface PlannedNetwork {
  readonly chainId: number
  readonly name: string
  /** "≈ 0.0003 ETH"; undefined while it is estimated. */
  readonly cost: string | undefined
  /** Why it is left out, or cannot be paid for; the others go on. */
  readonly problem?: string
}

/** Set up, third step: what will be confirmed, then the networks ticking off. */
export function SetupPreview(props: SetupPreviewProps) {
  const { guardians, rows, slowed, windowHours, networks, findings, steps, busy, error, notice, told } = props
  const isSent = steps.length > 0
  const failed = steps.filter(({ state }) => state === 'failed')
  const isOver = isSent && !busy && steps.every(({ state }) => state === 'done' || state === 'failed')
  return (
    <Page
      title={isSent ? 'Setting it up' : 'Check before you confirm'}
      face={<p className="text-muted">Step 3 of 3</p>}
      lead={
        isSent
          ? 'Stay on this page for a few seconds. A tick means that the network has confirmed it.'
          : 'This is what your passkey signs, once for all networks.'
      }
      {...(!isSent && { back: { to: '/account/setup', search: { step: 'way' }, label: 'How it works' } })}
      actions={isSent ? isOver && failed.length > 0 && <AfterFailure {...props} /> : <Confirm {...props} />}
    >
      {notice}
      <PromptFailure error={error} />
      <Findings findings={findings} />
      {isSent ? (
        <Card title="Networks">
          <NetworkProgress networks={steps} onRetry={busy ? undefined : props.onRetry} />
        </Card>
      ) : (
        <Networks networks={networks} />
      )}
      <Card title="Who can help">
        <ul className="flex flex-col divide-y divide-line">
          {guardians.map((guardian) => (
            <GuardianRow key={guardian.signer} guardian={guardian} />
          ))}
        </ul>
      </Card>
      <ToldCard told={told} isSettled={isSent} />
      <Card title="How long it takes">
        <Timeline rows={rows} />
        {slowed && <p className="text-muted">{slowed}</p>}
        <p className="text-muted">
          Then it can be finished for {formatDelay(windowHours * 3600)}. As long as it waits, your passkey
          stops it.
        </p>
      </Card>
    </Page>
  )
}

/** @see SetupPreview */
export interface SetupPreviewProps {
  readonly guardians: readonly ChosenGuardian[]
  readonly rows: readonly Row[]
  /** That it waits longer here than elsewhere. */
  readonly slowed?: string | undefined
  readonly windowHours: number
  readonly told: Told
  readonly networks: readonly PlannedNetwork[]
  readonly findings: readonly Finding[]
  /** Empty until something was confirmed. */
  readonly steps: readonly NetworkStep[]
  /** What is being waited for. */
  readonly busy: string | undefined
  readonly error?: unknown
  readonly notice?: ReactNode
  readonly onConfirm: () => void
  readonly onRetry: (chainId: number) => void
  /** Nothing was done anywhere: back to the choices. */
  readonly onBack: () => void
  /** Goes on although a network failed. */
  readonly onFinish: () => void
}

function Confirm({ networks, findings, told, busy, onConfirm }: SetupPreviewProps) {
  const usable = networks.filter(({ problem }) => !problem)
  const isRefused = findings.some(({ severity }) => severity === 'refuse')
  return (
    <>
      <Button
        onClick={onConfirm}
        busy={busy}
        disabled={usable.length === 0 || isRefused || isToldOpen(told)}
        icon={<Fingerprint aria-hidden="true" className="size-2.5" />}
      >
        Confirm with passkey
      </Button>
      {told.state === 'guardian-only' && !told.isWithout && (
        <p className="text-muted">First say who is told.</p>
      )}
      <TextLink to="/account">Not now</TextLink>
    </>
  )
}

function AfterFailure({ steps, onBack, onFinish }: SetupPreviewProps) {
  const isDoneSomewhere = steps.some(({ state }) => state === 'done')
  return isDoneSomewhere ? (
    <>
      <p className="text-muted">Until it is done there, do not use this account on that network.</p>
      <Button variant="secondary" onClick={onFinish}>
        Finish it later
      </Button>
    </>
  ) : (
    <Button variant="secondary" onClick={onBack}>
      Back
    </Button>
  )
}

function Networks({ networks }: { readonly networks: readonly PlannedNetwork[] }) {
  return (
    <Card title="Networks and cost">
      <ul className="flex flex-col divide-y divide-line">
        {networks.map(({ chainId, name, cost, problem }) => (
          <li key={chainId} className="flex flex-wrap items-baseline justify-between gap-x-2 py-1">
            <span className="font-medium">{name}</span>
            {problem ? (
              <span className="w-full">
                <Status tone="warning">{problem}</Status>
              </span>
            ) : (
              <span className="text-muted">{cost ?? 'Estimating…'}</span>
            )}
          </li>
        ))}
      </ul>
      <p className="text-muted">Network fees, paid by this account.</p>
    </Card>
  )
}
