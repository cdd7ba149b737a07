import { useState } from 'react'
import { size } from 'viem'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { CheckItem } from '../components/CheckItem.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Page } from '../components/Page.tsx'
import { Status } from '../components/Status.tsx'
import type { Told } from '../contacts/useTold.ts'
import type { ChosenGuardian } from '../setup/draft.ts'
import { GuardianRow } from './GuardianRow.tsx'
import { ToldCard } from './ToldCard.tsx'

/** Set up, done: in use, what to write down, and what to have at hand on the day it is needed. */
export function SetupDone({
  accountName,
  guardians,
  told,
  steps,
  labelError,
  onRetryLabels,
  onDone,
}: SetupDoneProps) {
  const promises = promisesFor(guardians)
  const [kept, setKept] = useState<readonly string[]>([])
  const isAll = promises.every(({ key }) => kept.includes(key))
  const toggle = (key: string, isKept: boolean) =>
    setKept(isKept ? [...kept, key] : kept.filter((one) => one !== key))
  return (
    <Page
      title="You can get this account back"
      face={<Status tone="good">In use</Status>}
      lead="One last thing, for the day on which you need it."
      actions={
        <>
          <Button onClick={onDone} disabled={!isAll}>
            Done
          </Button>
          {!isAll && <LinkButton onClick={onDone}>I will do that later</LinkButton>}
        </>
      }
    >
      <ErrorNotice error={labelError} onRetry={onRetryLabels} />
      <section aria-label="Before you go" className="flex flex-col gap-1">
        <h2 className="font-bold">Please confirm</h2>
        {promises.map(({ key, sentence }) => (
          <CheckItem key={key} checked={kept.includes(key)} onChange={(isKept) => toggle(key, isKept)}>
            {sentence}
          </CheckItem>
        ))}
      </section>
      <WriteDown {...{ accountName, guardians }} />
      <ToldCard told={told} isSettled />
      <Card title="Networks">
        <NetworkProgress networks={steps} />
      </Card>
    </Page>
  )
}

/** @see SetupDone */
export interface SetupDoneProps {
  readonly accountName: string
  readonly guardians: readonly ChosenGuardian[]
  readonly told: Told
  readonly steps: readonly NetworkStep[]
  /** The names of the guardians could not be saved; recovery works without them. */
  readonly labelError?: unknown
  readonly onRetryLabels: () => void
  readonly onDone: () => void
}

function WriteDown({ accountName, guardians }: Pick<SetupDoneProps, 'accountName' | 'guardians'>) {
  return (
    <Card title="Write this down">
      <dl className="flex flex-col gap-1">
        <div>
          <dt className="text-muted">Account name</dt>
          <dd className="font-bold">{accountName}</dd>
        </div>
        <div>
          <dt className="text-muted">Guardians</dt>
          <dd>
            <ul className="flex flex-col divide-y divide-line">
              {guardians.map((guardian) => (
                <GuardianRow key={guardian.signer} guardian={guardian} fullAddress />
              ))}
            </ul>
          </dd>
        </div>
      </dl>
    </Card>
  )
}

/** What a person confirms about each guardian. */
function promisesFor(guardians: readonly ChosenGuardian[]): { key: string; sentence: string }[] {
  return guardians.map(({ signer, kind, label, isKindKnown }) => {
    if (!isKindKnown) return { key: signer, sentence: `I can still use “${label}” when I need it.` }
    if (kind === 'passphrase')
      return {
        key: signer,
        sentence: `The words of “${label}” are stored where I find them without this device.`,
      }
    if (kind === 'wallet' && size(signer) === 20)
      return {
        key: signer,
        sentence: `The recovery phrase or private key of ${label} is securely backed up.`,
      }
    if (kind === 'oidc') return { key: signer, sentence: `I can sign in to “${label}” without this device.` }
    if (kind === 'email')
      return { key: signer, sentence: `I can read the mail of “${label}” without this device.` }
    return {
      key: signer,
      sentence: `I know who or where “${label}” is, and how to reach it without this device.`,
    }
  })
}
