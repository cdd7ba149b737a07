import { Notice } from '../components/Notice.tsx'
import { Disclosure } from './Disclosure.tsx'
import { WalletButtons, type WalletButtonsProps } from './WalletButtons.tsx'

/** Our server is silent: the same signatures, sent by any wallet. */
export function SelfSend({ networks, wallets, isServerGone }: SelfSendProps) {
  if (networks.length === 0) return null
  return (
    <>
      {isServerGone && (
        <Notice tone="warning" title="Our server does not answer">
          You do not need it to finish: everything is signed and kept in this browser.
        </Notice>
      )}
      <Disclosure title="Send it yourself with a wallet" open={isServerGone}>
        <p className="text-muted">
          Any wallet will do, it gets no right over your account. It pays the network fee, once per network.
        </p>
        {networks.map(({ chainId, name, busy, blocked, onUse }) => (
          <div key={chainId} className="flex flex-col gap-1">
            <p className="font-medium">{name}</p>
            <WalletButtons {...wallets} {...{ busy, blocked, onUse }} verb={`Send on ${name} with`} />
          </div>
        ))}
      </Disclosure>
    </>
  )
}

/** @see SelfSend */
export interface SelfSendProps {
  /** Networks on which something can be sent now. */
  readonly networks: readonly {
    readonly chainId: number
    readonly name: string
    readonly busy: string | undefined
    readonly blocked: boolean
    readonly onUse: (rdns: string) => void
  }[]
  readonly wallets: Pick<WalletButtonsProps, 'wallets' | 'onCancel'>
  readonly isServerGone: boolean
}
