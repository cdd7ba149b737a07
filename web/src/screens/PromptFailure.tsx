import { ErrorNotice, type ErrorNoticeProps } from '../components/ErrorNotice.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { isPasskeyMissing } from '../passkeyFailures.ts'

/** A failure beside a prompt of somebody who is signed in: where no passkey answered, guardians can let a new one in. */
export function PromptFailure({ error }: Pick<ErrorNoticeProps, 'error'>) {
  return (
    <ErrorNotice
      error={error}
      more={isPasskeyMissing(error) && <TextLink to="/account/passkeys/new">No passkey here?</TextLink>}
    />
  )
}
