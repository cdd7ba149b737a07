import { ArrowDown, KeyRound, Plus } from 'lucide-react'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { NetworkProgress, type NetworkProgressProps } from '../components/NetworkProgress.tsx'
import { Page } from '../components/Page.tsx'
import { SelfSend, type SelfSendProps } from './SelfSend.tsx'
import { SupportLine } from './SupportLine.tsx'
import { TooOld, type TooOldProps } from './TooOld.tsx'

/** The last step: old and new side by side, one prompt, networks ticking off. */
export function RequestAccept(props: RequestAcceptProps) {
  const { address, stage, networks, tooOld, onRetry, selfSend, error } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} />}
      title={(props.isAdding ? addingTitles : titles)[stage]}
      lead={(props.isAdding ? addingLeads : leads)[stage]}
      actions={stage === 'finishing' ? null : <Decision {...props} />}
    >
      <ErrorNotice error={error} />
      {tooOld && <TooOld {...tooOld} />}
      <OldAndNew {...props} />
      <NetworkProgress networks={networks} onRetry={stage === 'finishing' ? onRetry : undefined} />
      {stage === 'finishing' && <SelfSend {...selfSend} />}
      <SupportLine />
    </Page>
  )
}

/** @see RequestAccept */
export interface RequestAcceptProps {
  readonly name: string
  readonly address: string
  readonly label: string
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly words: readonly string[]
  /** `sign-in` where this browser does not know the new passkey yet; `finishing` once it has accepted. */
  readonly stage: 'sign-in' | 'accept' | 'finishing'
  readonly networks: NetworkProgressProps['networks']
  /** Undefined unless somebody has to sign in once more. */
  readonly tooOld: TooOldProps | undefined
  readonly isBusy: boolean
  readonly onSignIn: () => void
  readonly onAccept: () => void
  readonly onRetry: (chainId: number) => void
  readonly selfSend: SelfSendProps
  readonly error: unknown
}

const titles = {
  'sign-in': 'Ready: sign in with the new passkey',
  accept: 'Ready: accept your account',
  finishing: 'Your new passkey takes over',
}
const addingTitles = {
  ...titles,
  accept: 'Ready: let the new passkey in',
  finishing: 'Your new passkey is let in',
}

const leads = {
  'sign-in': 'Then you accept, and the account is yours again.',
  accept: 'Accepting shows that the new passkey works before the old ones end.',
  finishing: 'A tick means that the network itself says so. You can close this page; it goes on.',
}

const addingLeads = {
  'sign-in': 'Then you accept, and it opens your account.',
  accept: 'Accepting shows that the new passkey works before it is let in.',
  finishing: leads.finishing,
}

function OldAndNew({ name, label, words, isAdding }: RequestAcceptProps) {
  const Between = isAdding ? Plus : ArrowDown
  return (
    <Card label="Old and new passkey">
      <div className="flex items-start gap-1.5">
        <KeyRound aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-muted" />
        <div>
          <p className="font-medium">Old: the passkeys of “{name}” so far</p>
          <p className="text-muted">
            {isAdding
              ? 'They stay, and open the account as before.'
              : 'None of them opens the account any more afterwards.'}
          </p>
        </div>
      </div>
      <Between aria-hidden="true" className="size-2.5 text-muted" />
      <div className="flex items-start gap-1.5">
        <KeyRound aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-accent" />
        <div>
          <p className="font-medium">New: {label}</p>
          <p className="text-muted">Opens the account on every network below.</p>
        </div>
      </div>
      <Fingerprint words={words} />
    </Card>
  )
}

function Decision({ stage, isBusy, onSignIn, onAccept }: RequestAcceptProps) {
  const isSignIn = stage === 'sign-in'
  return (
    <Button onClick={isSignIn ? onSignIn : onAccept} busy={isBusy && 'Waiting for your new passkey…'}>
      {isSignIn ? 'Sign in with the new passkey' : 'Accept'}
    </Button>
  )
}
