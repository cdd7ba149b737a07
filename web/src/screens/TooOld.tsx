import { Notice } from '../components/Notice.tsx'
import { SignInButton } from '../components/SignInButton.tsx'
import { listed } from '../recovery/guardians.ts'
import type { ApproveWaysProps } from './ApproveWays.tsx'

/** A network was silent for longer than a sign-in counts. */
export function TooOld({ networks, signIn }: TooOldProps) {
  const { name, flow } = signIn
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

/** @see TooOld */
export interface TooOldProps {
  readonly networks: readonly string[]
  readonly signIn: NonNullable<ApproveWaysProps['signIn']>
}
