import { UserRound } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { SecretField } from '../components/SecretField.tsx'
import { SignInButton } from '../components/SignInButton.tsx'
import type { SignInFlow } from '../oidc/useSignIn.ts'
import { EmailWay, type EmailWayProps } from './EmailWay.tsx'
import { WalletButtons, type WalletButtonsProps } from './WalletButtons.tsx'

/** What is being asked at the moment: a wallet by its name, the passphrase, a passkey. */
export type ApprovalBusy = { readonly wallet: string } | 'passphrase' | 'passkey' | undefined

/** Every way to approve on this device that could be one of the guardians left. */
export function ApproveWays(props: ApproveWaysProps) {
  const { hasAddress, hasPasskey, wallets, busy, error, onWallet, onPasskey, onCancel } = props
  const isOther = busy !== undefined
  return (
    <>
      <ErrorNotice error={error} />
      {props.signIn && <SignIn {...props.signIn} isOther={isOther} />}
      {props.email && <EmailWay {...props.email} />}
      {hasAddress && (
        <Card title="With a wallet">
          <WalletButtons
            wallets={wallets}
            verb="Approve with"
            busy={typeof busy === 'object' ? busy.wallet : undefined}
            onUse={(rdns) => !isOther && onWallet(rdns)}
            onCancel={onCancel}
          />
        </Card>
      )}
      {hasAddress && <Passphrase {...props} />}
      {hasPasskey && (
        <Card title="With a guardian’s passkey">
          <p className="text-muted">
            If it is on this device or on a security key. In the list, choose the one called “Guardian for …”.
          </p>
          <Button
            variant="secondary"
            icon={<UserRound aria-hidden="true" className="size-2.5" />}
            busy={busy === 'passkey' && 'Waiting for the passkey…'}
            disabled={isOther && busy !== 'passkey'}
            onClick={onPasskey}
          >
            Approve with a passkey
          </Button>
        </Card>
      )}
    </>
  )
}

/** Whether anybody who is left can approve here. */
export function hasWays({ signIn, email, hasAddress, hasPasskey }: ApproveWaysProps): boolean {
  return Boolean(signIn || email || hasAddress || hasPasskey)
}

/** @see ApproveWays */
export interface ApproveWaysProps {
  /** Where a guardian that is left signs in elsewhere. */
  readonly signIn: SignInProps | undefined
  /** Where a guardian that is left reads a mailbox. */
  readonly email: EmailWayProps | undefined
  /** Whether a guardian that is left may be a wallet or a passphrase, or is a passkey. */
  readonly hasAddress: boolean
  readonly hasPasskey: boolean
  readonly wallets: WalletButtonsProps['wallets']
  readonly busy: ApprovalBusy
  /** 0 to 1, of the passphrase. */
  readonly progress: number
  readonly error: unknown
  readonly passphrase: RefObject<HTMLInputElement | null>
  readonly passphraseProblem: string | undefined
  readonly onWallet: (rdns: string) => void
  readonly onPassphrase: () => void
  readonly onPasskey: () => void
  readonly onCancel: () => void
}

/** Signing in elsewhere, as a way to approve. */
interface SignInProps {
  readonly flow: SignInFlow
  /** What people call the one where they sign in. */
  readonly name: string
  /** Whether this guardian is enough alone. */
  readonly isAlone: boolean
}

function SignIn({ flow, name, isAlone, isOther }: SignInProps & { readonly isOther: boolean }) {
  return (
    <Card title={`With your ${name} account`}>
      <p className="text-muted">
        Use the account that you linked. {name} tells this page who you are, and nothing else.
        {!isAlone && ' It counts for an hour, so let the others approve first.'}
      </p>
      <SignInButton
        flow={flow}
        label={`Sign in with ${name}`}
        name={name}
        variant="secondary"
        disabled={isOther}
      />
    </Card>
  )
}

function Passphrase(props: ApproveWaysProps) {
  const { busy, progress, passphrase, passphraseProblem, onPassphrase, onCancel } = props
  const isBusy = busy === 'passphrase'
  return (
    <Card title="With a passphrase">
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) onPassphrase()
        }}
      >
        <SecretField
          label="Passphrase"
          field={passphrase}
          error={passphraseProblem}
          hint="It stays on this device; only its signature leaves."
        />
        {isBusy && (
          <progress
            aria-label="Checking the passphrase"
            value={progress}
            max={1}
            className="h-1 w-full overflow-hidden rounded-full accent-accent"
          />
        )}
        <Button
          type="submit"
          variant="secondary"
          busy={isBusy && 'Checking the passphrase…'}
          disabled={busy !== undefined && !isBusy}
        >
          Approve with the passphrase
        </Button>
        {isBusy && <LinkButton onClick={onCancel}>Cancel</LinkButton>}
      </form>
    </Card>
  )
}
