import { Milestones } from '../components/Milestones.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { SignInButton } from '../components/SignInButton.tsx'
import type { SignInFlow } from '../oidc/useSignIn.ts'
import { ThirdParties } from './ThirdParties.tsx'

/** Guardian sheet: whoever signs in to this account elsewhere can help. */
export function OidcSheet({ open, name, flow, notice, onClose }: OidcSheetProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`Link your ${name} account`}
      lead={`If you lose your passkey, signing in with ${name} confirms that it is you.`}
      actions={<SignInButton flow={flow} label={`Sign in with ${name}`} name={name} />}
    >
      <Milestones
        label="What happens"
        steps={[
          {
            title: `Sign in with ${name}`,
            state: 'now',
            note: `${name} tells this page who you are by a number. We ask for no name, no address and no contacts.`,
          },
          {
            title: 'It becomes a guardian',
            state: 'later',
            note: 'The networks keep a fingerprint that says nothing about you until you use it.',
          },
        ]}
      />
      <ThirdParties notice={notice} />
    </Sheet>
  )
}

/** @see OidcSheet */
export interface OidcSheetProps {
  readonly open: boolean
  /** What people call the one where they sign in. */
  readonly name: string
  readonly flow: SignInFlow
  /** What the operator says of products of others. */
  readonly notice: string | undefined
  readonly onClose: () => void
}
