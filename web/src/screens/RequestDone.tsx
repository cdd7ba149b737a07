import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { NetworkProgress, type NetworkProgressProps } from '../components/NetworkProgress.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'

/** The account is back on every network. */
export function RequestDone({ name, address, networks, isBusy, onOpen, error }: RequestDoneProps) {
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} size="lg" />}
      title="Welcome back"
      lead={`“${name}” opens with your new passkey now.`}
      actions={
        <Button onClick={onOpen} busy={isBusy && 'Waiting for your passkey…'}>
          Sign in with the new passkey
        </Button>
      }
    >
      <ErrorNotice error={error} />
      <NetworkProgress networks={networks} label="What each network says" />
      <Notice title="Two things worth a minute">
        Add a second passkey, and look whether your guardians are still the right ones.
      </Notice>
    </Page>
  )
}

/** @see RequestDone */
export interface RequestDoneProps {
  readonly name: string
  readonly address: string
  readonly networks: NetworkProgressProps['networks']
  readonly isBusy: boolean
  readonly onOpen: () => void
  readonly error: unknown
}
