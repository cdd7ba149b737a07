import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Policy } from 'sparekey'
import type { Config, SessionJson } from 'sparekey/schema'
import type { AccountNetworks } from '../accountNetworks.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { AddContact } from '../contacts/AddContact.tsx'
import { type Told, useTold } from '../contacts/useTold.ts'
import { ChooseWay } from '../screens/ChooseWay.tsx'
import { CustomWay } from '../screens/CustomWay.tsx'
import { SetupDone } from '../screens/SetupDone.tsx'
import { SetupPreview } from '../screens/SetupPreview.tsx'
import { isSame, NO_POLICY, type SetupDraft } from './draft.ts'
import { mailboxFindings } from './mailboxFindings.ts'
import { type MinimumDelay, slowedSentence } from './minimumDelay.ts'
import { customProblem, findingsOf, policyOf, timelineRows, totalPoints } from './policyOf.ts'
import { SetupGuardians } from './SetupGuardians.tsx'
import { useConfirm } from './useConfirm.ts'
import { ownPasskeysQuery, useSetup } from './useSetup.ts'

/** Set-up from the first guardian to "In use". */
export function Setup({ session, config }: { readonly session: SessionJson; readonly config: Config }) {
  const setup = useSetup(session, config)
  const { draft, networks, error } = setup
  if (!error && draft && networks) return <SetupSteps {...setup} {...{ session, config, draft, networks }} />
  const retry = error ? <Button onClick={setup.retry}>Try again</Button> : undefined
  return (
    <Page title="Set up recovery" back={{ to: '/account', label: 'Account' }} actions={retry}>
      {error ? (
        <ErrorNotice error={error} />
      ) : (
        <Skeleton lines={4} label="Reading who guards this account…" />
      )}
    </Page>
  )
}

interface StepsProps {
  readonly session: SessionJson
  readonly config: Config
  readonly networks: AccountNetworks
  readonly draft: SetupDraft
  readonly keep: (draft: SetupDraft | undefined) => void
  readonly isStale: boolean
  readonly startAgain: () => void
}

function SetupSteps(props: StepsProps) {
  const { session, config, draft, keep, isStale, startAgain } = props
  const { step = 'guardians' } = useSearch({ from: '/account/setup' })
  const navigate = useNavigate({ from: '/account/setup' })
  const [isFinished, setIsFinished] = useState(false)
  const chosen = useChosen(session, config, draft)
  const [isAdding, setIsAdding] = useState(false)
  const told = useTold(draft.guardians, () => setIsAdding(true))
  const confirm = useConfirm({ ...props, policy: chosen.policy })
  const notice = isStale && <StaleNotice onStartAgain={startAgain} />
  const isDone = confirm.steps.length > 0 && confirm.steps.every(({ state }) => state === 'done')
  const sheet = isAdding && <AddContact {...props} onClose={() => setIsAdding(false)} />
  if (isFinished || isDone)
    return (
      <>
        <SetupDone
          accountName={session.account.name}
          guardians={draft.guardians}
          told={told}
          steps={[...confirm.steps, ...confirm.leftOut]}
          labelError={confirm.labelError}
          onRetryLabels={confirm.retryLabels}
          onDone={() => void navigate({ to: '/account' }).then(() => keep(undefined))}
        />
        {sheet}
      </>
    )
  if (chosen.policy && (step === 'preview' || confirm.steps.length > 0))
    return (
      <>
        <ConfirmStep {...{ draft, chosen, confirm, notice, told }} onFinish={() => setIsFinished(true)} />
        {sheet}
      </>
    )
  if (step === 'guardians' || draft.guardians.length === 0) {
    const goOn = () => void navigate({ search: { step: 'way' } })
    return <SetupGuardians {...props} notice={notice} onContinue={goOn} />
  }
  const goOn = () => void navigate({ search: { step: 'preview' } })
  const minimum = props.config.recovery.minimumDelay
  return <WayStep {...{ draft, chosen, minimum, keep }} onContinue={goOn} />
}

/** What follows from what was chosen. */
function useChosen(session: SessionJson, { oidc, email, recovery }: Config, draft: SetupDraft) {
  const passkeys = useQuery(ownPasskeysQuery)
  const own = [session.publicKey, ...(passkeys.data ?? []).map(({ publicKey }) => publicKey)]
  const { policy, problem, slowed } = tryPolicy(draft, recovery.minimumDelay)
  const nameOf = (signer: string) =>
    draft.guardians.find((one) => isSame(one.signer, signer))?.label ?? 'A guardian'
  return {
    policy,
    // An own way says itself what is wrong with it.
    problem: draft.way === 'custom' ? undefined : problem,
    rows: policy ? timelineRows(policy, nameOf) : [],
    findings: policy
      ? [
          ...findingsOf(policy, draft.guardians, { ownPasskeys: own, account: draft.account, oidc, email }),
          ...mailboxFindings(policy, draft.guardians),
        ]
      : [],
    slowed,
  }
}

type Chosen = ReturnType<typeof useChosen>

interface ConfirmStepProps {
  readonly draft: SetupDraft
  readonly chosen: Chosen
  readonly confirm: ReturnType<typeof useConfirm>
  readonly notice: ReactNode
  readonly told: Told
  readonly onFinish: () => void
}

function ConfirmStep({ draft, chosen, confirm, notice, told, onFinish }: ConfirmStepProps) {
  const isChange = draft.base !== NO_POLICY
  return (
    <SetupPreview
      guardians={draft.guardians}
      rows={chosen.rows}
      slowed={chosen.slowed}
      told={told}
      windowHours={chosen.policy?.windowHours ?? 0}
      networks={confirm.planned}
      findings={chosen.findings}
      steps={confirm.steps}
      busy={confirm.busy}
      error={confirm.error}
      notice={notice || (isChange && <Notice>This takes the place of the guardians in use now.</Notice>)}
      onConfirm={confirm.confirm}
      onRetry={confirm.retry}
      onBack={confirm.takeBack}
      onFinish={onFinish}
    />
  )
}

interface WayStepProps {
  readonly draft: SetupDraft
  readonly chosen: Chosen
  readonly minimum: MinimumDelay
  readonly keep: (draft: SetupDraft) => void
  readonly onContinue: () => void
}

function WayStep({ draft, chosen, minimum, keep, onContinue }: WayStepProps) {
  const total = totalPoints(draft)
  const custom = draft.way === 'custom' && (
    <CustomWay
      guardians={draft.guardians}
      custom={draft.custom}
      total={total}
      problem={customProblem(draft.custom, total)}
      onChange={(next) => keep({ ...draft, custom: next })}
    />
  )
  return (
    <ChooseWay
      way={draft.way}
      guardians={draft.guardians}
      minimum={minimum}
      rows={chosen.policy && chosen.rows}
      slowed={chosen.slowed}
      findings={chosen.findings}
      problem={chosen.problem}
      custom={custom}
      onChoose={(way) => keep({ ...draft, way })}
      onContinue={onContinue}
    />
  )
}

function StaleNotice({ onStartAgain }: { readonly onStartAgain: () => void }) {
  return (
    <Notice
      tone="warning"
      title="Your guardians were changed somewhere else"
      actions={<LinkButton onClick={onStartAgain}>Start from what is in use</LinkButton>}
    >
      What you see here began before that. If you confirm it, it takes their place.
    </Notice>
  )
}

/** An own way may make no sense yet, and not every way goes with all guardians. */
function tryPolicy(draft: SetupDraft, minimum: MinimumDelay): Tried {
  try {
    const slowed = slowedSentence(policyOf(draft), { way: draft.way, minimum })
    return { policy: policyOf(draft, minimum), slowed }
  } catch (problem) {
    return { problem }
  }
}

interface Tried {
  readonly policy?: Policy
  readonly problem?: unknown
  /** That it waits longer here than it would elsewhere. */
  readonly slowed?: string | undefined
}
