import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Card } from '../components/Card.tsx'
import { NetworkProgress, type NetworkStep } from '../components/NetworkProgress.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { BalanceCard, type BalanceCardProps } from './BalanceCard.tsx'
import { LiveRecoveryCard, type LiveRecoveryCardProps } from './LiveRecoveryCard.tsx'
import { RecoveryCard, type RecoveryCardProps } from './RecoveryCard.tsx'
import { WalletMenu, type WalletMenuProps } from './WalletSettings.tsx'

/** @see Account */
export interface AccountProps {
  readonly name: string
  readonly address: string
  /** Whether there is a network where the account may be used; only then its address is shown. */
  readonly isUsable: boolean
  /** Networks on which it is still being created; empty when that is over. */
  readonly creation: readonly NetworkStep[]
  readonly balances: BalanceCardProps['balances']
  readonly onSend: () => void
  readonly onReceive: () => void
  readonly passkeyCount: number | undefined
  readonly recovery: RecoveryCardProps['recovery']
  readonly live: readonly LiveRecoveryCardProps[]
  /** Networks that did not answer. */
  readonly silent: readonly string[]
  readonly onOpen: WalletMenuProps['onOpen']
  readonly onSignOut: () => void
}

/** The account's home: what it holds, how it is protected, and what needs an answer. */
export function Account(props: AccountProps) {
  const { name, address, isUsable, creation, live, silent, passkeyCount, onOpen, onSignOut } = props
  return (
    <Page
      title={name}
      face={<Avatar address={address} size="lg" />}
      // The menu stays where it is when the address appears: moved, it would close under somebody's finger.
      lead={
        <div className="flex items-center gap-x-0.5">
          {isUsable ? (
            <AddressLabel address={address} />
          ) : (
            creation.length > 0 && 'Your address appears here when the account is ready.'
          )}
          <WalletMenu onOpen={onOpen} onSignOut={onSignOut} />
        </div>
      }
    >
      {live.map((recovery) => (
        <LiveRecoveryCard key={recovery.hash} {...recovery} />
      ))}
      {creation.length > 0 && (
        <Card title="Creating your account">
          <NetworkProgress networks={creation} label="Creating your account" />
        </Card>
      )}
      {silent.length > 0 && (
        <Notice tone="warning" title={`${silent.join(' and ')} did not answer`}>
          What you see here is without it. Nothing is lost; we keep asking.
        </Notice>
      )}
      {isUsable && <BalanceCard {...props} />}
      <RecoveryCard recovery={props.recovery} />
      {passkeyCount === 1 && <OnePasskey />}
    </Page>
  )
}

function OnePasskey() {
  return (
    <Card title="One passkey only">
      <p className="text-muted">
        If it gets lost, your guardians are the only way back. A second one on your phone, laptop or a
        security key opens the account too.
      </p>
      <TextLink to="/account/passkeys" search={{ add: true }} look="secondary">
        Add a second passkey
      </TextLink>
    </Card>
  )
}
