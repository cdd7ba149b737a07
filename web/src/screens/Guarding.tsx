import type { AccountJson } from 'sparekey/schema'
import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { listed } from '../recovery/guardians.ts'
import { Disclosure } from './Disclosure.tsx'
import type { Guarded } from './RecoverFind.tsx'
import { SupportLine } from './SupportLine.tsx'
import { WalletButtons, type WalletButtonsProps } from './WalletButtons.tsx'

/** The accounts that a wallet guards. */
export function Guarding({ wallets, guarded, error }: GuardingProps) {
  return (
    <Page
      width="dialog"
      title="Accounts I guard"
      lead="Connect your wallet. The networks say which accounts name it as a guardian."
    >
      <ErrorNotice error={error} />
      <WalletButtons {...wallets} verb="Use" />
      {guarded?.accounts.length === 0 && (
        <Notice tone="warning" title="No account is linked to this wallet" live>
          Did you pick the right address? {guarded.wallet} is connected with{' '}
          <AddressLabel address={guarded.address} />
        </Notice>
      )}
      {guarded?.accounts.map((account) => (
        <Guard key={account.address} account={account} />
      ))}
      {guarded && guarded.silent.length > 0 && (
        <p className="text-muted">{listed(guarded.silent)} did not answer; there may be more.</p>
      )}
      <SupportLine />
    </Page>
  )
}

/** @see Guarding */
export interface GuardingProps {
  readonly wallets: Omit<WalletButtonsProps, 'verb'>
  readonly guarded: Guarded | undefined
  readonly error: unknown
}

function Guard({ account }: { readonly account: AccountJson }) {
  return (
    <Card label={account.name}>
      <div className="flex items-center gap-1.5">
        <Avatar address={account.address} />
        <div>
          <p className="font-medium">{account.name}</p>
          <AddressLabel address={account.address} />
        </div>
      </div>
      <p className="text-muted">
        If {account.name} loses their passkey, they send you a link. You can approve that, and nothing else.
      </p>
      <Disclosure title="Stop guarding">
        <p className="text-muted">
          Only {account.name} can take you off the list: tell them, so that they choose somebody else first.
          Until then keep this wallet, or they may not get back in. You can always say no when you are asked.
        </p>
      </Disclosure>
    </Card>
  )
}
