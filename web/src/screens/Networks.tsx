import type { ReactNode } from 'react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'

/** One network and what can be done about it. */
export interface NetworkRow {
  readonly chainId: number
  readonly name: string
  readonly status:
    | 'ready'
    | 'missing'
    | 'missing-elsewhere'
    | 'refused'
    | 'other-policy'
    | 'other-passkeys'
    | 'unknown'
}

/** @see Networks */
export interface NetworksProps {
  /** Undefined while they are asked. */
  readonly networks: readonly NetworkRow[] | undefined
  readonly onAdd: (chainId: number) => void
  readonly onRetry: () => void
  readonly isBusy: boolean
  readonly steps: readonly NetworkStep[]
  readonly error: unknown
}

/** Where the account is at home, and where it is not. */
export function Networks({ networks, onAdd, onRetry, isBusy, steps, error }: NetworksProps) {
  return (
    <Page
      title="Networks"
      lead="Use your address only on networks that are marked as protected. Elsewhere it has no guardians, or somebody else could own it."
      back={{ to: '/account', label: 'Account' }}
    >
      <ErrorNotice error={error} />
      {steps.length > 0 && (
        <Card label="Progress">
          <NetworkProgress networks={steps} />
        </Card>
      )}
      {!networks && !error && (
        <Card label="Networks">
          <Skeleton lines={4} label="Asking the networks…" />
        </Card>
      )}
      {networks?.map((network) => {
        const { tone, word, note, action } = looks[network.status]
        return (
          <Card key={network.chainId} title={network.name} aside={<Status tone={tone}>{word}</Status>}>
            <p className="text-muted">{note}</p>
            {action && (
              <Button
                variant="secondary"
                busy={isBusy && 'One moment…'}
                onClick={() => (network.status === 'unknown' ? onRetry() : onAdd(network.chainId))}
              >
                {action}
              </Button>
            )}
          </Card>
        )
      })}
    </Page>
  )
}

interface Look {
  readonly tone: 'good' | 'none' | 'warning' | 'danger'
  readonly word: string
  readonly note: ReactNode
  readonly action?: string
}

const looks: Record<NetworkRow['status'], Look> = {
  ready: { tone: 'good', word: 'Protected', note: 'Your passkeys and guardians are in force here.' },
  missing: {
    tone: 'none',
    word: 'Not added',
    note: 'Your account is not here yet. Adding it sets up your passkey and guardians with one confirmation; the network fee is paid from ETH that this address holds there.',
    action: 'Add with passkey',
  },
  'missing-elsewhere': {
    tone: 'none',
    word: 'Not added',
    note: 'Your account is not here yet. Only the passkey it was created with can add it: sign in with that one.',
  },
  refused: {
    tone: 'danger',
    word: 'Never use',
    note: 'The passkey this account was created with is no longer yours, and on this network it would still rule. So the account cannot be added here. Do not send anything to your address on this network.',
  },
  'other-policy': {
    tone: 'warning',
    word: 'Other guardians',
    note: 'Your guardians here are not the ones you chose last. Bring this network up to date.',
    action: 'Update with passkey',
  },
  'other-passkeys': {
    tone: 'danger',
    word: 'Other passkeys',
    note: 'The passkey you are signed in with does not open your account here. Sign in with the one that does, or recover the account on this network too.',
  },
  unknown: {
    tone: 'warning',
    word: 'No answer',
    note: 'This network does not answer at the moment. Until it does, treat it as not protected.',
    action: 'Ask again',
  },
}
