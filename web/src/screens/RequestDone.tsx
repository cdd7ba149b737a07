import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { NetworkProgress, type NetworkProgressProps } from '../components/NetworkProgress.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'

/** The account is back, or one more passkey opens it, on every network. */
export function RequestDone(props: RequestDoneProps) {
  const { name, address, isAdding, networks, isBusy, onOpen, error } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} size="lg" />}
      title={isAdding ? 'Your new passkey is in' : 'Welcome back'}
      lead={`“${name}” opens with your new passkey now${isAdding ? ', and with your others as before' : ''}.`}
      actions={
        <Button onClick={onOpen} busy={isBusy && 'Waiting for your passkey…'}>
          Sign in with the new passkey
        </Button>
      }
    >
      <ErrorNotice error={error} />
      <NetworkProgress networks={networks} label="What each network says" />
      {isAdding ? (
        <Notice title="Worth a minute">
          It is in your list of passkeys. If one of the others is gone for good, remove it there.
        </Notice>
      ) : (
        <Notice title="Two things worth a minute">
          Add a second passkey, and look whether your guardians are still the right ones.
        </Notice>
      )}
    </Page>
  )
}

/** @see RequestDone */
export interface RequestDoneProps {
  readonly name: string
  readonly address: string
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly networks: NetworkProgressProps['networks']
  readonly isBusy: boolean
  readonly onOpen: () => void
  readonly error: unknown
}
