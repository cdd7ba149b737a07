import { Fingerprint as Finger } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { TextField } from '../components/TextField.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { isPasskeyMissing } from '../passkeyFailures.ts'
import type { PasskeyObstacle } from '../passkeySupport.ts'
import { PasskeyObstacleNotice } from './PasskeyObstacleNotice.tsx'

/** What is known of the name as it is typed. */
export type NameState = 'empty' | 'checking' | 'free' | 'taken' | 'unknown' | { readonly problem: string }

/** @see Welcome */
export interface WelcomeProps {
  readonly name: string
  readonly nameState: NameState
  readonly onName: (name: string) => void
  readonly onCreate: () => void
  readonly onSignIn: () => void
  readonly busy: 'create' | 'sign-in' | undefined
  readonly error: unknown
  readonly obstacle: PasskeyObstacle | undefined
  /** Asked for once a passkey turned out to own several accounts. */
  readonly which:
    | { readonly address: string; readonly onAddress: (address: string) => void; readonly problem?: string }
    | undefined
  /** An account whose passkey exists, but which the server has not confirmed yet. */
  readonly unfinished:
    | { readonly name: string; readonly onFinish: () => void; readonly onDrop: () => void }
    | undefined
}

/** The beginning: create an account, sign in, or get one back. */
export function Welcome(props: WelcomeProps) {
  const { name, nameState, onName, onCreate, onSignIn, busy, error, obstacle, which, unfinished } = props
  const isBad = typeof nameState === 'object' || nameState === 'taken'
  return (
    <Page
      width="dialog"
      title="Open or create your account"
      lead="Your face, finger or security key opens it. If your passkey is ever lost, people and things you chose help you back in."
      actions={
        <>
          <Button
            type="submit"
            form="create"
            busy={busy === 'create' && 'Creating your account…'}
            disabled={isBad || Boolean(obstacle)}
          >
            Create account
          </Button>
          <Button
            variant="secondary"
            icon={<Finger aria-hidden="true" className="size-2.5" />}
            busy={busy === 'sign-in' && 'Waiting for your passkey…'}
            disabled={Boolean(obstacle)}
            onClick={onSignIn}
          >
            Sign in with passkey
          </Button>
          <TextLink to="/recover">Lost passkey?</TextLink>
        </>
      }
    >
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      {unfinished && <Unfinished {...unfinished} />}
      <ErrorNotice
        error={error}
        more={isPasskeyMissing(error) && <TextLink to="/recover">Lost passkey?</TextLink>}
      />
      {which && (
        <TextField
          label="Account address"
          value={which.address}
          onChange={which.onAddress}
          error={which.problem}
          hint="Then sign in with your passkey once more."
          maxLength={60}
        />
      )}
      <form
        id="create"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && !isBad) onCreate()
        }}
      >
        <TextField
          label="Account name"
          name="username"
          autoComplete="username webauthn"
          value={name}
          onChange={onName}
          error={errorOf(nameState, name)}
          hint={hints[typeof nameState === 'string' ? nameState : 'empty']}
          maxLength={60}
        />
      </form>
    </Page>
  )
}

const hints = {
  empty: 'For a new account. Everybody can see it, and it stays.',
  checking: 'Looking whether it is free…',
  free: 'This name is free.',
  taken: '',
  unknown: 'We could not look whether it is free; you can try it.',
}

function errorOf(state: NameState, name: string): string | undefined {
  if (typeof state === 'object') return state.problem
  return state === 'taken'
    ? `“${name}” is taken. If it is yours, sign in; otherwise choose another.`
    : undefined
}

function Unfinished({ name, onFinish, onDrop }: NonNullable<WelcomeProps['unfinished']>) {
  return (
    <Notice
      title={`“${name}” is almost there`}
      actions={
        <>
          <LinkButton onClick={onFinish}>Finish creating it</LinkButton>
          <LinkButton onClick={onDrop}>Give it up</LinkButton>
        </>
      }
    >
      Its passkey is made, but the account was not confirmed.
    </Notice>
  )
}
