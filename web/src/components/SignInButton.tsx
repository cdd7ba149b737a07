import { LogIn } from 'lucide-react'
import type { SignInFlow } from '../oidc/useSignIn.ts'
import { Button } from './Button.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'
import { LinkButton } from './LinkButton.tsx'
import { Notice } from './Notice.tsx'

/** Signing in elsewhere: a button, the wait for the other window, and a way on where the browser opens none. */
export function SignInButton({ flow, label, name, variant, disabled = false }: SignInButtonProps) {
  const { stage, error, open, openHere, cancel } = flow
  if (stage === 'blocked')
    return (
      <>
        <Notice tone="warning" title="Your browser opened no window" live>
          You can sign in here instead; you come back to this page, and nothing is lost.
        </Notice>
        <Button onClick={openHere}>Sign in here</Button>
        <LinkButton onClick={cancel}>Cancel</LinkButton>
      </>
    )
  const busy = {
    preparing: 'One moment…',
    ready: undefined,
    waiting: `Waiting for ${name}…`,
    checking: 'Checking with the networks…',
  }[stage]
  return (
    <>
      <ErrorNotice error={error} />
      <Button
        {...(variant && { variant })}
        icon={<LogIn aria-hidden="true" className="size-2.5" />}
        busy={busy}
        disabled={disabled}
        onClick={open}
      >
        {error ? `${label} again` : label}
      </Button>
      {stage === 'waiting' && (
        <div className="flex flex-wrap justify-center gap-x-3">
          <LinkButton onClick={openHere}>No window? Sign in here</LinkButton>
          <LinkButton onClick={cancel}>Cancel</LinkButton>
        </div>
      )}
    </>
  )
}

/** @see SignInButton */
export interface SignInButtonProps {
  readonly flow: SignInFlow
  /** "Sign in with Google". */
  readonly label: string
  /** What people call the issuer. */
  readonly name: string
  readonly variant?: 'secondary'
  readonly disabled?: boolean
}
