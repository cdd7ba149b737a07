import { ShieldAlert } from 'lucide-react'
import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { Moment } from '../components/Moment.tsx'
import { NetworkProgress, type NetworkProgressProps } from '../components/NetworkProgress.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'
import type { WaitTimes } from '../recovery/times.ts'
import { SupportLine } from './SupportLine.tsx'

/** Somebody is recovering the account: stop it, or know that it is stopped. */
export function ObjectRecovery(props: ObjectRecoveryProps) {
  const { name, address, networks, stage, isBusy, onStop, onRetry, error } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} />}
      title={titles[stage]}
      lead={
        <>
          “{name}”, <AddressLabel address={address} />
        </>
      }
      actions={
        <>
          {stage === 'asked' && (
            <Button
              variant="danger"
              icon={<ShieldAlert aria-hidden="true" className="size-2.5" />}
              onClick={onStop}
              busy={isBusy && 'Waiting for your passkey…'}
            >
              It wasn’t me – stop it
            </Button>
          )}
          <TextLink to="/account" look={stage === 'asked' ? 'text' : 'button'}>
            {stage === 'asked' ? 'It was me – let it go on' : 'To my account'}
          </TextLink>
        </>
      }
    >
      <ErrorNotice error={error} />
      {stage === 'asked' ? <WhatHappens {...props} /> : <NextSteps isOver={stage === 'stopped'} />}
      {stage !== 'asked' && <NetworkProgress networks={networks} onRetry={onRetry} />}
      <SupportLine />
    </Page>
  )
}

/** @see ObjectRecovery */
export interface ObjectRecoveryProps {
  readonly name: string
  readonly address: string
  readonly words: readonly string[]
  readonly times: WaitTimes | undefined
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly networks: NetworkProgressProps['networks']
  readonly stage: 'asked' | 'stopping' | 'stopped'
  /** Our server does not know it, so the account sends what stops it. */
  readonly isSelfPaid?: boolean
  readonly isBusy: boolean
  readonly onStop: () => void
  readonly onRetry: (chainId: number) => void
  readonly error: unknown
}

const titles = {
  asked: 'Somebody is recovering your account',
  stopping: 'Stopping it on every network',
  stopped: 'It is stopped',
}

function WhatHappens({ words, times, isAdding, isSelfPaid = false }: ObjectRecoveryProps) {
  return (
    <Card title="What is happening" tone="danger">
      <p>
        One of your guardians has approved a new passkey. If nobody stops it, it{' '}
        {isAdding ? 'opens your account beside yours.' : 'takes over and yours ends.'}
        {times && ' '}
        {times && <Moment label="Possible" at={times.ready} clock={times.clock} />}
      </p>
      <Fingerprint words={words} />
      <p className="text-muted">
        {isSelfPaid
          ? 'Stopping takes one prompt of your passkey. It was begun past our server, so your account pays the network fee.'
          : 'Stopping takes one prompt of your passkey and costs nothing.'}
      </p>
    </Card>
  )
}

function NextSteps({ isOver }: { readonly isOver: boolean }) {
  return (
    <Card title={isOver ? 'What to do next' : 'Meanwhile'}>
      <ul className="flex list-disc flex-col gap-1 pl-3">
        <li>Ask your guardians which of them approved, and why: somebody may have pretended to be you.</li>
        <li>If a guardian’s wallet or passphrase is in other hands, replace that guardian.</li>
        <li>
          If your mailbox is in other hands, change its password, and ask whoever runs this service to lock
          recoveries of this account until it is yours again.
        </li>
        <li>Add a second passkey if you have only one.</li>
      </ul>
      <TextLink to="/account/guardians">Look at my guardians</TextLink>
    </Card>
  )
}
