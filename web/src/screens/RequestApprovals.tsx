import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Page } from '../components/Page.tsx'
import { Status } from '../components/Status.tsx'
import { formatDelay } from '../formatTime.ts'
import { ApproveWays, type ApproveWaysProps } from './ApproveWays.tsx'
import { SelfSend, type SelfSendProps } from './SelfSend.tsx'
import { ShareLink } from './ShareLink.tsx'
import { SupportLine } from './SupportLine.tsx'

/** A guardian in a recovery that goes on. */
interface AskedGuardian {
  readonly index: number
  readonly title: string
  readonly isApproved: boolean
  /** What its approval would mean, or "Signed for Base, missing for Arbitrum." */
  readonly note: string | undefined
}

/** Approvals, one by one. */
export function RequestApprovals(props: RequestApprovalsProps) {
  const { name, address, label, words, guardians, delay, start, ways, error } = props
  const left = guardians.filter(({ isApproved }) => !isApproved).length
  return (
    <Page
      width="dialog"
      back={
        props.isAdding
          ? { to: '/account/passkeys', label: 'Passkeys' }
          : { to: '/recover', label: 'Get your account back' }
      }
      face={<Avatar address={address} />}
      title={titleOf(guardians.length - left)}
      lead={`The new passkey “${label}” is ready. Now guardians confirm that it is really you, ${name}.`}
      actions={delay === undefined ? null : <StartActions delay={delay} start={start} hasMore={left > 0} />}
    >
      <ErrorNotice error={error} />
      <Card title="Guardians">
        <ul className="flex flex-col gap-1.5">
          {guardians.map(({ index, title, isApproved, note }) => (
            <li key={index} className="flex flex-col">
              <span className="flex flex-wrap items-center justify-between gap-x-1">
                <span className="font-medium">{title}</span>
                <Status tone={isApproved ? 'good' : 'none'}>{isApproved ? 'Approved' : 'Not yet'}</Status>
              </span>
              {note && <span className="text-muted">{note}</span>}
            </li>
          ))}
        </ul>
      </Card>
      {left > 0 && <ApproveWays {...ways} />}
      {props.selfSend.isServerGone && <SelfSend {...props.selfSend} />}
      <Fingerprint words={words} label="Your new passkey’s six words, for comparing by phone" />
      {left > 0 && <ShareLink url={props.link} name={name} />}
      <p className="text-muted">You can close this page and come back from any device; nothing is lost.</p>
      <SupportLine />
      <LinkButton onClick={props.onGiveUp}>
        {props.isAdding ? 'Give this passkey up' : 'Give this recovery up'}
      </LinkButton>
    </Page>
  )
}

/** @see RequestApprovals */
export interface RequestApprovalsProps {
  readonly name: string
  readonly address: string
  readonly label: string
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly words: readonly string[]
  readonly guardians: readonly AskedGuardian[]
  /** Seconds that what was gathered waits; undefined while it is not enough. */
  readonly delay: number | undefined
  readonly start: { readonly onStart: () => void; readonly isBusy: boolean }
  readonly ways: ApproveWaysProps
  readonly link: string
  /** Offered where our server is silent. */
  readonly selfSend: SelfSendProps
  readonly error: unknown
  readonly onGiveUp: () => void
}

function titleOf(approved: number): string {
  if (approved === 0) return 'Ask a guardian'
  return approved === 1 ? 'One guardian has approved' : `${approved} guardians have approved`
}

interface StartActionsProps {
  readonly delay: number
  readonly start: RequestApprovalsProps['start']
  readonly hasMore: boolean
}

function StartActions({ delay, start, hasMore }: StartActionsProps) {
  return (
    <>
      <Button onClick={start.onStart} busy={start.isBusy && 'Starting on all networks…'}>
        {delay === 0 ? 'Go on' : 'Start the waiting time now'}
      </Button>
      {delay > 0 && (
        <p className="text-center text-muted">
          {hasMore
            ? `Takes ${formatDelay(delay)}. Or wait for more: they shorten it, also later.`
            : `Takes ${formatDelay(delay)}.`}
        </p>
      )}
    </>
  )
}
