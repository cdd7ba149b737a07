import { ExternalLink, Wallet } from 'lucide-react'
import { AddressLabel } from '../components/AddressLabel.tsx'
import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Milestones } from '../components/Milestones.tsx'
import { Notice } from '../components/Notice.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { useCopy } from '../components/useCopy.ts'
import type { BrowserWallet } from '../wallets.ts'
import { ThirdParties } from './ThirdParties.tsx'

type ShownWallet = Pick<BrowserWallet, 'rdns' | 'name' | 'icon'>

/** Where the two steps with a wallet are: connect, then sign. */
export type WalletStage =
  | { readonly at: 'choose' }
  | { readonly at: 'connecting' | 'failed'; readonly wallet: ShownWallet }
  | { readonly at: 'pick'; readonly wallet: ShownWallet; readonly addresses: readonly string[] }
  | { readonly at: 'sign' | 'signing'; readonly wallet: ShownWallet; readonly address: string }

/** Guardian sheet: a wallet shows its address, and signs that it is its own. */
export function WalletSheet(props: WalletSheetProps) {
  const { open, stage, wallets, error, notice, onChoose, onClose } = props
  if (stage.at !== 'choose') return <WithWallet {...props} stage={stage} />
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Choose a wallet"
      lead={
        wallets.length > 0
          ? 'It shows this page one address and signs once. Nothing is sent or paid.'
          : undefined
      }
    >
      <ErrorNotice error={error} />
      {wallets.length === 0 ? <NoWallet /> : <Wallets wallets={wallets} onChoose={onChoose} />}
      <ThirdParties notice={notice} />
    </Sheet>
  )
}

/** @see WalletSheet */
export interface WalletSheetProps {
  readonly open: boolean
  readonly stage: WalletStage
  /** Those of this browser. */
  readonly wallets: readonly ShownWallet[]
  readonly error?: unknown
  /** What the operator says of products of others. */
  readonly notice: string | undefined
  readonly onChoose: (rdns: string) => void
  readonly onPick: (address: string) => void
  readonly onSign: () => void
  /** Connects anew: another address, or another wallet. */
  readonly onAgain: () => void
  readonly onOther: () => void
  /** Stops waiting. */
  readonly onCancel: () => void
  readonly onClose: () => void
}

function Wallets({ wallets, onChoose }: Pick<WalletSheetProps, 'wallets' | 'onChoose'>) {
  return (
    <ul aria-label="Wallets in this browser" className="flex flex-col gap-1">
      {wallets.map(({ rdns, name, icon }) => (
        <li key={rdns}>
          <button
            type="button"
            onClick={() => onChoose(rdns)}
            className="flex min-h-7 w-full items-center gap-1.5 rounded-md border border-line bg-surface px-1.5 py-1 text-left font-medium hover:border-line-strong"
          >
            {icon ? (
              <img src={icon} alt="" className="size-4 rounded-sm" />
            ) : (
              <Wallet aria-hidden="true" className="size-4 text-muted" />
            )}
            {name}
          </button>
        </li>
      ))}
    </ul>
  )
}

function NoWallet() {
  const { isCopied, copy } = useCopy()
  return (
    <>
      <Notice title="There is no wallet in this browser">
        On a computer, install a wallet’s extension and come back. On a phone, open this page in your wallet’s
        own browser.
      </Notice>
      <div className="flex flex-wrap gap-x-3">
        <a
          href="https://ethereum.org/wallets/find-wallet/"
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-h-5 items-center gap-1 rounded-sm font-medium text-accent underline-offset-4 hover:underline"
        >
          Get a wallet <ExternalLink aria-hidden="true" className="size-2" />
        </a>
        <LinkButton onClick={() => copy(window.location.href)}>
          {isCopied ? 'Copied' : 'Copy this page’s address'}
        </LinkButton>
      </div>
    </>
  )
}

type Started = Exclude<WalletStage, { at: 'choose' }>

function WithWallet(props: WalletSheetProps & { readonly stage: Started }) {
  const { open, stage, error, onClose } = props
  const { wallet } = stage
  const isConnected = stage.at === 'sign' || stage.at === 'signing'
  return (
    <Sheet open={open} onClose={onClose} title={wallet.name} actions={<WalletActions {...props} />}>
      <Milestones
        label="Two steps"
        steps={[
          {
            title: 'Connect',
            state: isConnected ? 'done' : 'now',
            note: isConnected ? (
              <AddressLabel address={stage.address} />
            ) : (
              'Choose the address that is to help you.'
            ),
          },
          {
            title: 'Sign that it is yours',
            state: isConnected ? 'now' : 'later',
            note: 'A short message. It costs nothing and gives no access to anything.',
          },
        ]}
      />
      {stage.at === 'pick' && (
        <Choice
          legend="Which address?"
          value={undefined}
          onChange={props.onPick}
          options={stage.addresses.map((address) => ({ value: address, title: address }))}
        />
      )}
      {isWaiting(stage) && (
        <p role="status" className="text-muted">
          If nothing opens, open {wallet.name} yourself: it holds the request. You can switch apps, this page
          keeps its place.
        </p>
      )}
      <ErrorNotice error={error} />
    </Sheet>
  )
}

function WalletActions(props: WalletSheetProps & { readonly stage: Started }) {
  const { stage, error, onSign, onAgain, onOther, onCancel } = props
  if (isWaiting(stage))
    return (
      <>
        <Button busy="Waiting for your wallet…">Waiting for your wallet…</Button>
        <LinkButton onClick={onCancel}>Stop waiting</LinkButton>
      </>
    )
  if (stage.at === 'sign')
    return (
      <>
        <Button onClick={onSign}>{error ? 'Sign again' : 'Sign in the wallet'}</Button>
        <LinkButton onClick={onAgain}>Use another address</LinkButton>
      </>
    )
  if (stage.at === 'pick') return <LinkButton onClick={onOther}>Use another wallet</LinkButton>
  return (
    <>
      <Button onClick={onAgain}>Connect again</Button>
      <LinkButton onClick={onOther}>Use another wallet</LinkButton>
    </>
  )
}

function isWaiting({ at }: Started): boolean {
  return at === 'signing' || at === 'connecting'
}
