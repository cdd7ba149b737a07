import { ChevronRight } from 'lucide-react'
import type { AccountJson } from 'sparekey/schema'
import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { SignInButton } from '../components/SignInButton.tsx'
import { TextField } from '../components/TextField.tsx'
import type { SignInFlow } from '../oidc/useSignIn.ts'
import { listed } from '../recovery/guardians.ts'
import { type EmailLookup, FindByEmail } from './FindByEmail.tsx'
import { SupportLine } from './SupportLine.tsx'
import { WalletButtons, type WalletButtonsProps } from './WalletButtons.tsx'

/** What a wallet guards, as the networks say. */
export interface Guarded {
  readonly wallet: string
  readonly address: string
  readonly accounts: readonly AccountJson[]
  /** Networks that did not answer. */
  readonly silent: readonly string[]
}

/** Finds the account: by name or address, or by a wallet that guards it. */
export function RecoverFind(props: RecoverFindProps) {
  const { typed, onTyped, problem, onFind, busy, error, wallets, guarded, signIn, email, onPick, onBack } =
    props
  return (
    <Page
      width="dialog"
      title="Which account is it?"
      lead="Its name or address is enough; both are public."
      actions={
        <>
          <Button type="submit" form="find" busy={busy && 'Looking…'}>
            Find it
          </Button>
          <LinkButton onClick={onBack}>Back</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
      <form
        id="find"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) onFind()
        }}
      >
        <TextField
          label="Account name or address"
          name="account"
          autoComplete="username"
          value={typed}
          onChange={onTyped}
          error={problem}
          maxLength={80}
        />
      </form>
      {signIn && (
        <Card title={`Not sure? Find it with ${signIn.name}`}>
          <p className="text-muted">Sign in with the account that you linked. We keep nothing of it.</p>
          <SignInButton
            flow={signIn.flow}
            label={`Find it with ${signIn.name}`}
            name={signIn.name}
            variant="secondary"
          />
          {signIn.found && <FoundBySignIn name={signIn.name} accounts={signIn.found} onPick={onPick} />}
        </Card>
      )}
      {email && (
        <FindByEmail title={signIn ? 'Or by e-mail' : 'Not sure? Find it by e-mail'} lookup={email} />
      )}
      <Card title={signIn || email ? 'Or by a wallet' : 'Not sure? Find it by a wallet'}>
        <p className="text-muted">
          Connect the wallet that you linked. It signs once to show that it is yours; nothing is sent or paid.
        </p>
        <WalletButtons {...wallets} verb="Use" />
        {guarded && <Found guarded={guarded} onPick={onPick} />}
      </Card>
      <SupportLine />
    </Page>
  )
}

/** @see RecoverFind */
export interface RecoverFindProps {
  readonly typed: string
  readonly onTyped: (typed: string) => void
  readonly problem: string | undefined
  readonly onFind: () => void
  readonly busy: boolean
  readonly error: unknown
  readonly wallets: Omit<WalletButtonsProps, 'verb'>
  readonly guarded: Guarded | undefined
  /** Undefined where nobody signs in elsewhere. */
  readonly signIn: SignInLookup | undefined
  /** Undefined where no mail is sent. */
  readonly email: EmailLookup | undefined
  readonly onPick: (account: AccountJson) => void
  readonly onBack: () => void
}

/** Signing in elsewhere, as a way to find an account. */
interface SignInLookup {
  readonly flow: SignInFlow
  readonly name: string
  /** Undefined before somebody signed in. */
  readonly found: readonly AccountJson[] | undefined
}

interface FoundBySignInProps {
  readonly name: string
  readonly accounts: readonly AccountJson[]
  readonly onPick: (account: AccountJson) => void
}

function FoundBySignIn({ name, accounts, onPick }: FoundBySignInProps) {
  return (
    <div role="status" className="flex flex-col gap-1">
      {accounts.length === 0 ? (
        <Notice tone="warning" title="No account is linked to this one">
          Did you choose the right {name} account? Try another one, or look for the account by its name.
        </Notice>
      ) : (
        <Accounts label={`Accounts linked to this ${name} account`} accounts={accounts} onPick={onPick} />
      )}
    </div>
  )
}

interface AccountsProps {
  readonly label: string
  readonly accounts: readonly AccountJson[]
  readonly onPick: (account: AccountJson) => void
}

function Accounts({ label, accounts, onPick }: AccountsProps) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {accounts.map((account) => (
        <li key={account.address}>
          <button
            type="button"
            onClick={() => onPick(account)}
            className="flex min-h-7 w-full items-center gap-1.5 rounded-md border border-line bg-surface px-1.5 py-1 text-left hover:border-line-strong"
          >
            <Avatar address={account.address} size="sm" />
            <span className="min-w-0 flex-1 font-medium">{account.name}</span>
            <ChevronRight aria-hidden="true" className="size-2.5 text-muted" />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Found({ guarded, onPick }: { guarded: Guarded; onPick: (account: AccountJson) => void }) {
  const { accounts, wallet, address, silent } = guarded
  return (
    <div role="status" className="flex flex-col gap-1">
      {accounts.length === 0 ? (
        <Notice tone="warning" title="No account is linked to this wallet">
          Did you pick the right address? {wallet} is connected with <AddressLabel address={address} />
        </Notice>
      ) : (
        <p className="font-medium">
          {accounts.length === 1 ? 'This wallet guards' : `This wallet guards ${accounts.length} accounts`}
        </p>
      )}
      <Accounts label="Accounts of this wallet" accounts={accounts} onPick={onPick} />
      {silent.length > 0 && (
        <p className="text-muted">
          {listed(silent)} did not answer; there may be more. Try again in a minute.
        </p>
      )}
    </div>
  )
}
