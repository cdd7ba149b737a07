import type { ChainClock } from '../clock.ts'
import { Card } from '../components/Card.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { Moment } from '../components/Moment.tsx'
import { Status } from '../components/Status.tsx'
import { TextLink } from '../components/TextLink.tsx'

/** @see LiveRecoveryCard */
export interface LiveRecoveryCardProps {
  readonly hash: string
  readonly words: readonly string[]
  /** The older passkeys stay. */
  readonly isAdding: boolean
  /** Unix seconds of the network. */
  readonly ready: number
  readonly clock: ChainClock
  readonly networks: readonly string[]
}

/** Somebody is taking the account over: who, until when, and how to stop it. */
export function LiveRecoveryCard(props: LiveRecoveryCardProps) {
  const { hash, words, isAdding, ready, clock, networks } = props
  const isReady = ready <= clock.chainNow
  return (
    <Card
      tone="danger"
      title={isAdding ? 'Someone is adding a passkey' : 'Someone is recovering this account'}
      aside={<Status tone="danger">{isReady ? 'Can finish now' : 'Waiting'}</Status>}
    >
      <p>
        Your guardians approved a new passkey on {networks.join(' and ')}. When the time is over, it can{' '}
        {isAdding ? 'open the account beside yours' : 'take the account over'}. If this was you, there is
        nothing to do.
      </p>
      <p className="font-medium">
        <Moment label="Ready" at={ready} clock={clock} />
      </p>
      <Fingerprint words={words} />
      <TextLink to="/object/$hash" params={{ hash }} look="danger">
        Object
      </TextLink>
    </Card>
  )
}
