import { Fingerprint } from 'lucide-react'
import { Button } from '../../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { Page } from '../../../web/src/components/Page.tsx'
import type { PasskeyObstacle } from '../../../web/src/passkeySupport.ts'
import { PasskeyObstacleNotice } from '../../../web/src/screens/PasskeyObstacleNotice.tsx'

/** @see SignIn */
export interface SignInProps {
  readonly onSignIn: () => void
  readonly isBusy: boolean
  readonly error: unknown
  readonly obstacle: PasskeyObstacle | undefined
  /** Whether somebody was signed in here until a moment ago. */
  readonly hasEnded: boolean
}

/** The dashboard's door: a passkey, and nothing else. */
export function SignIn({ onSignIn, isBusy, error, obstacle, hasEnded }: SignInProps) {
  return (
    <Page
      width="dialog"
      title="Operator’s dashboard"
      lead="Only operators can sign in, each with a passkey of their own. There is no password, and no way around it."
      actions={
        <Button
          icon={<Fingerprint aria-hidden="true" className="size-2.5" />}
          busy={isBusy && 'Waiting for your passkey…'}
          disabled={Boolean(obstacle)}
          onClick={onSignIn}
        >
          Sign in with passkey
        </Button>
      }
    >
      {hasEnded && !error && (
        <Notice title="You were signed out" live>
          A session ends after half an hour without use. Sign in again and you are back on the same page.
        </Notice>
      )}
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      <ErrorNotice error={error} />
    </Page>
  )
}
