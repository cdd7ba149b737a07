import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'
import type { PasskeyObstacle } from '../passkeySupport.ts'
import type { Reason } from '../recovery/recoveryDraft.ts'
import { EasyWays } from './EasyWays.tsx'
import { PasskeyObstacleNotice } from './PasskeyObstacleNotice.tsx'
import { RecoveryMode, type RecoveryModeProps } from './RecoveryMode.tsx'
import { SupportLine } from './SupportLine.tsx'

const options = [
  { value: 'device', title: 'I lost the device', note: 'Lost, stolen, broken or wiped.' },
  { value: 'deleted', title: 'I deleted the passkey' },
  { value: 'manager', title: 'I lost my password manager', note: 'Or cannot get into it.' },
  {
    value: 'hidden',
    title: 'I cannot see it here',
    note: 'It should be there, but this page does not offer it.',
  },
] as const

/** What happened, and where the passkey may still be. */
export function RecoverReason(props: RecoverReasonProps) {
  const { reason, onReason, onNext, obstacle, notice, mode, unfinished } = props
  return (
    <Page
      width="dialog"
      back={{ to: '/', label: 'Sign in' }}
      title="Get your account back"
      lead="For emergencies, such as losing your device. What your account holds stays where it is until you are back in."
      actions={
        <>
          <Button onClick={onNext} disabled={Boolean(obstacle)}>
            Not there – find my account
          </Button>
          <TextLink to="/">I have found my passkey</TextLink>
        </>
      }
    >
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      <RecoveryMode mode={mode} at="recover" />
      {unfinished && (
        <Notice
          title={`You have begun to get “${unfinished.name}” back`}
          actions={
            <>
              <LinkButton onClick={unfinished.onGoOn}>Go on</LinkButton>
              <LinkButton onClick={unfinished.onDrop}>Begin anew</LinkButton>
            </>
          }
        >
          Everything you did so far is kept.
        </Notice>
      )}
      <Choice<Reason> legend="What happened?" options={options} value={reason} onChange={onReason} />
      <EasyWays reason={reason} notice={notice} />
      <SupportLine />
    </Page>
  )
}

/** @see RecoverReason */
export interface RecoverReasonProps {
  readonly reason: Reason | undefined
  readonly onReason: (reason: Reason) => void
  readonly onNext: () => void
  readonly obstacle: PasskeyObstacle | undefined
  /** What the operator says of products of others. */
  readonly notice: string | undefined
  /** Whom the operator helps; undefined while it is not known. */
  readonly mode?: RecoveryModeProps['mode']
  /** A recovery of this browser that was not finished. */
  readonly unfinished:
    | { readonly name: string; readonly onGoOn: () => void; readonly onDrop: () => void }
    | undefined
}
