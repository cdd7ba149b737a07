import { CalendarPlus } from 'lucide-react'
import { toBrowserTime, useNow } from '../clock.ts'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Fingerprint } from '../components/Fingerprint.tsx'
import { Milestones, type MilestonesProps } from '../components/Milestones.tsx'
import { Moment } from '../components/Moment.tsx'
import { NetworkProgress, type NetworkProgressProps } from '../components/NetworkProgress.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { formatMoment } from '../formatTime.ts'
import type { WaitTimes } from '../recovery/times.ts'
import { ApproveWays, type ApproveWaysProps } from './ApproveWays.tsx'
import { Disclosure } from './Disclosure.tsx'
import { SelfSend, type SelfSendProps } from './SelfSend.tsx'
import { ShareLink } from './ShareLink.tsx'
import { SupportLine } from './SupportLine.tsx'
import { TooOld, type TooOldProps } from './TooOld.tsx'

/** The waiting time runs: one big time, and what happens next. */
export function RequestWaiting(props: RequestWaitingProps) {
  const { name, isAdding, words, times, networks, tooOld, onRetry, onCalendar, ways, error } = props
  return (
    <Page
      width="dialog"
      title={isAdding ? 'Your new passkey is on its way' : 'Your account is on its way back'}
      lead={
        isAdding
          ? `It will open “${name}” beside your other passkeys. Nothing changes until then.`
          : `What “${name}” holds stays safe and unchanged meanwhile.`
      }
      actions={
        <Button
          variant="secondary"
          icon={<CalendarPlus aria-hidden="true" className="size-2.5" />}
          onClick={onCalendar}
        >
          Add to calendar
        </Button>
      }
    >
      <Card label="When it is ready">
        <Moment label="Ready" at={times.ready} clock={times.clock} large />
      </Card>
      <ErrorNotice error={error} />
      {tooOld && <TooOld {...tooOld} />}
      <Steps times={times} />
      <Notice title="You can close this page">
        Come back from any device: sign in with the new passkey, and you are here again. Whoever has{' '}
        {isAdding ? 'one of the others' : 'the old passkey'} can stop this until it is ready.
      </Notice>
      {ways && !tooOld && (
        <Disclosure title="Shorten it with more approvals">
          <ApproveWays {...ways} />
          <ShareLink url={props.link} name={name} />
        </Disclosure>
      )}
      {props.selfSend.isServerGone && <SelfSend {...props.selfSend} />}
      <Disclosure title="Networks">
        <NetworkProgress networks={networks} onRetry={onRetry} />
      </Disclosure>
      <Fingerprint words={words} label="Your new passkey’s six words" />
      <SupportLine />
    </Page>
  )
}

/** @see RequestWaiting */
export interface RequestWaitingProps {
  readonly name: string
  /** The older passkeys stay. */
  readonly isAdding: boolean
  readonly words: readonly string[]
  readonly times: WaitTimes
  readonly networks: NetworkProgressProps['networks']
  /** Undefined unless somebody has to sign in once more. */
  readonly tooOld: TooOldProps | undefined
  readonly onRetry: (chainId: number) => void
  readonly onCalendar: () => void
  /** Undefined where everybody has approved. */
  readonly ways: ApproveWaysProps | undefined
  readonly link: string
  /** Offered where our server is silent. */
  readonly selfSend: SelfSendProps
  readonly error: unknown
}

function Steps({ times }: { readonly times: WaitTimes }) {
  const now = useNow(30_000)
  const at = (moment: number) => formatMoment(toBrowserTime(moment, times.clock), now)
  const past = (moment: number) => toBrowserTime(moment, times.clock) <= now
  const started: MilestonesProps['steps'] =
    times.started === undefined ? [] : [{ title: 'Started', note: at(times.started), state: 'done' }]
  const half: MilestonesProps['steps'] =
    times.halfway === undefined
      ? []
      : [{ title: 'Half-way', note: at(times.halfway), state: past(times.halfway) ? 'done' : 'now' }]
  const isLast = times.halfway === undefined || past(times.halfway)
  return (
    <Milestones
      label="What happens when"
      steps={[
        ...started,
        ...half,
        {
          title: 'Ready',
          note: `${at(times.ready)} – sign in with the new passkey and accept`,
          state: isLast ? 'now' : 'later',
        },
        {
          title: 'Ends',
          note: `${at(times.end)} – after that you would have to begin again`,
          state: 'later',
        },
      ]}
    />
  )
}
