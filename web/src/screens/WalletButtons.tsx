import { Wallet } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import type { BrowserWallet } from '../wallets.ts'

/** The wallets of this browser, one button each; says what to do where there is none. */
export function WalletButtons({ wallets, verb, busy, blocked, onUse, onCancel }: WalletButtonsProps) {
  if (wallets.length === 0)
    return (
      <p className="text-muted">
        There is no wallet in this browser. Open this page in your wallet’s own browser, or on the computer
        that has it.
      </p>
    )
  return (
    <div className="flex flex-col gap-1">
      {wallets.map(({ rdns, name, icon }) => (
        <Button
          key={rdns}
          variant="secondary"
          busy={busy === rdns && `Waiting for ${name}…`}
          disabled={blocked || (busy !== undefined && busy !== rdns)}
          icon={
            icon ? (
              <img src={icon} alt="" className="size-3 rounded-sm" />
            ) : (
              <Wallet aria-hidden="true" className="size-2.5" />
            )
          }
          onClick={() => onUse(rdns)}
        >
          {verb} {name}
        </Button>
      ))}
      {busy && <LinkButton onClick={onCancel}>Stop waiting for the wallet</LinkButton>}
    </div>
  )
}

/** @see WalletButtons */
export interface WalletButtonsProps {
  readonly wallets: readonly Pick<BrowserWallet, 'rdns' | 'name' | 'icon'>[]
  /** "Use", "Approve with". */
  readonly verb: string
  /** The wallet that is waited for. */
  readonly busy: string | undefined
  /** Something else is waited for. */
  readonly blocked?: boolean
  readonly onUse: (rdns: string) => void
  readonly onCancel: () => void
}
