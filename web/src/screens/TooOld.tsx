import { Notice } from '../components/Notice.tsx'
import { SignInButton } from '../components/SignInButton.tsx'
import { listed } from '../recovery/guardians.ts'
import type { ApproveWaysProps } from './ApproveWays.tsx'
import { EmailWay } from './EmailWay.tsx'

/** A network was silent for longer than a sign-in, or the approval of a code, counts. */
export function TooOld({ signIn, email }: TooOldProps) {
  return (
    <>
      {signIn && <SignInAgain {...signIn} />}
      {email && (
        <>
          <Notice tone="warning" title="One more code, please">
            {listed(email.networks)} could not be reached within the day in which an approval by e-mail
            counts. Everything else stays as it is.
          </Notice>
          <EmailWay {...email.way} />
        </>
      )}
    </>
  )
}

/** @see TooOld */
export interface TooOldProps {
  readonly signIn?: Late<'signIn'>
  readonly email?: Late<'email'>
}

interface Late<Way extends keyof ApproveWaysProps> {
  readonly networks: readonly string[]
  readonly way: NonNullable<ApproveWaysProps[Way]>
}

function SignInAgain({ networks, way: { name, flow } }: Late<'signIn'>) {
  return (
    <Notice
      tone="warning"
      title="One more sign-in, please"
      actions={<SignInButton flow={flow} label={`Sign in with ${name}`} name={name} variant="secondary" />}
    >
      {listed(networks)} could not be reached within the hour in which a sign-in counts. Everything else stays
      as it is.
    </Notice>
  )
}
