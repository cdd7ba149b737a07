import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Milestones, type MilestonesProps } from '../components/Milestones.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { TextLink } from '../components/TextLink.tsx'
import type { PasskeyObstacle } from '../passkeySupport.ts'
import { EasyWays } from './EasyWays.tsx'
import { PasskeyObstacleNotice } from './PasskeyObstacleNotice.tsx'
import { SupportLine } from './SupportLine.tsx'

/** None of the passkeys works here: where they may be, then how a guardian lets a new one in. */
export function NewPasskey(props: NewPasskeyProps) {
  const { help, obstacle, notice, unfinished, error } = props
  return (
    <Page
      width="dialog"
      back={{ to: '/account/passkeys', label: 'Passkeys' }}
      title="Set up a new passkey"
      lead="Your passkeys so far stay as they are."
      actions={<Decision {...props} />}
    >
      <ErrorNotice error={error} />
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      {unfinished && (
        <Notice
          title={`You have begun to set up “${unfinished.label}”`}
          actions={<LinkButton onClick={unfinished.onDrop}>Begin anew</LinkButton>}
        >
          Everything you did so far is kept.
        </Notice>
      )}
      <EasyWays reason="hidden" notice={notice} />
      {help === 'none' ? <NoGuardian /> : help ? <Steps help={help} /> : <Reading error={error} />}
      <SupportLine />
    </Page>
  )
}

/** @see NewPasskey */
export interface NewPasskeyProps {
  /** Who can let it in; `none` where there are no guardians, undefined while they are read. */
  readonly help: Help | 'none' | undefined
  readonly obstacle: PasskeyObstacle | undefined
  /** What the operator says of products of others. */
  readonly notice: string | undefined
  /** One that was begun in this browser. */
  readonly unfinished: { readonly label: string; readonly onDrop: () => void } | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly onMake: () => void
  readonly onRetry: () => void
}

interface Help {
  /** Who sends the mail, where a mailbox is among the guardians. */
  readonly from: string | undefined
  /** "Alone: opens after 72 hours." */
  readonly effect: string
}

function Decision({ help, obstacle, unfinished, isBusy, error, onMake, onRetry }: NewPasskeyProps) {
  const found = <TextLink to="/account/passkeys">I have found my passkey</TextLink>
  if (!help && error) return <Button onClick={onRetry}>Try again</Button>
  if (help === 'none') return found
  return (
    <>
      <Button
        onClick={onMake}
        disabled={!help || Boolean(obstacle)}
        busy={isBusy && 'Waiting for your new passkey…'}
      >
        {unfinished ? 'Go on' : help && !help.from ? 'Ask a guardian' : 'Get a code by e-mail'}
      </Button>
      {found}
    </>
  )
}

function Steps({ help: { from, effect } }: { readonly help: Help }) {
  const ask: MilestonesProps['steps'][number] = from
    ? { title: 'Paste the code from the mail', note: <>It comes from {from}.</>, state: 'later' }
    : { title: 'A guardian approves it', state: 'later' }
  return (
    <Card title="Not there? A new one">
      <Milestones
        label="What happens"
        steps={[
          { title: 'Make it on this device', note: 'Your system asks once.', state: 'now' },
          { ...ask, note: ask.note ? [ask.note, ' ', effect] : effect },
          {
            title: 'It is in your list of passkeys',
            note: 'The others stay. You are told, and can stop it until then.',
            state: 'later',
          },
        ]}
      />
    </Card>
  )
}

function NoGuardian() {
  return (
    <Notice tone="warning" title="This account has no guardians">
      So only a passkey that it has already can let a new one in. Also try every device and browser that you
      used this page with.
    </Notice>
  )
}

function Reading({ error }: Pick<NewPasskeyProps, 'error'>) {
  if (error) return null
  return (
    <Card title="Not there? A new one">
      <Skeleton lines={3} label="Reading your guardians…" />
    </Card>
  )
}
