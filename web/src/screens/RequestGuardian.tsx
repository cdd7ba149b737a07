import { PhoneCall } from 'lucide-react'
import { AddressLabel } from '../components/AddressLabel.tsx'
import { Avatar } from '../components/Avatar.tsx'
import { Card } from '../components/Card.tsx'
import { CheckItem } from '../components/CheckItem.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'
import { ApproveWays, type ApproveWaysProps } from './ApproveWays.tsx'
import { SupportLine } from './SupportLine.tsx'

/** Asked for help: who asks, whether it is really them, what it does. */
export function RequestGuardian(props: RequestGuardianProps) {
  const { name, address, words, effect, isCompared, onCompared, ways, outcome, onNotMyFriend, onMine } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={address} />}
      title={`${name} asks for your help`}
      lead={
        <>
          {props.isAdding ? 'They cannot use their passkeys' : 'They lost their passkey'} and want to open{' '}
          <AddressLabel address={address} /> with a new one.
        </>
      }
      actions={<LinkButton onClick={onMine}>This is my own recovery</LinkButton>}
    >
      {outcome === 'declined' && (
        <Notice tone="danger" title="Good that you looked" live>
          You approved nothing. Tell {name} by phone or in person: with the old passkey they can stop this at
          once.
        </Notice>
      )}
      {outcome === 'approved' ? (
        <Notice title="You have approved" live>
          Thank you. {effect} You can close this page.
        </Notice>
      ) : (
        <>
          <Card title="Call them and compare">
            <p className="flex gap-1.5">
              <PhoneCall aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-accent" />
              <span>
                Use a number that you know already. Let {name} read the six words from their screen. Recognise
                the voice; a message is not enough.
              </span>
            </p>
            <Fingerprint words={words} label="Approve only if all six are the same" />
            <CheckItem checked={isCompared} onChange={onCompared}>
              We talked, and the six words are the same
            </CheckItem>
            <LinkButton danger onClick={onNotMyFriend}>
              This isn’t my friend
            </LinkButton>
          </Card>
          <Card title="What your approval does">
            <p>
              {props.isAdding
                ? `It lets the new passkey open ${name}’s account too.`
                : `It lets the new passkey take over ${name}’s account.`}{' '}
              {effect} It gives you no access and moves nothing.
            </p>
          </Card>
          {isCompared && <ApproveWays {...ways} />}
        </>
      )}
      <TextLink to="/guarding">Accounts I guard</TextLink>
      <SupportLine />
    </Page>
  )
}

/** @see RequestGuardian */
export interface RequestGuardianProps {
  readonly name: string
  readonly address: string
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly words: readonly string[]
  /** "With the approvals so far it opens after 72 hours." */
  readonly effect: string
  readonly isCompared: boolean
  readonly onCompared: (isCompared: boolean) => void
  readonly ways: ApproveWaysProps
  readonly outcome: 'approved' | 'declined' | undefined
  readonly onNotMyFriend: () => void
  readonly onMine: () => void
}
