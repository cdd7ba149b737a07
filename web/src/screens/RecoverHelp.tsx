import { CircleUserRound, KeyRound, Mail, UserRound, Wallet } from 'lucide-react'
import type { AccountJson } from 'sparekey/schema'
import { Avatar } from '../components/Avatar.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { listed, type ReadGuardian } from '../recovery/guardians.ts'
import { Disclosure } from './Disclosure.tsx'
import { SupportLine } from './SupportLine.tsx'

const icons = { address: Wallet, passkey: UserRound, oidc: CircleUserRound, email: Mail, other: KeyRound }

/** A guardian, and what its choice means. */
export interface HelpingGuardian extends Pick<ReadGuardian, 'index' | 'kind'> {
  readonly title: string
  readonly effect: string
}

/** Who can help, how fast, and the new passkey. */
export function RecoverHelp(props: RecoverHelpProps) {
  const { account, guardians, rows, silent, unprotectedOn, busy, error, hasPasskey, onMake, onOther } = props
  return (
    <Page
      width="dialog"
      face={<Avatar address={account.address} />}
      title={account.name}
      lead="First make a new passkey on this device. Then a guardian confirms that it is you."
      actions={
        <>
          <Button onClick={() => onMake()} busy={busy && 'Waiting for your new passkey…'}>
            {hasPasskey ? 'Go on with the new passkey' : 'Make a new passkey here'}
          </Button>
          <LinkButton onClick={onOther}>Another account</LinkButton>
        </>
      }
    >
      <ErrorNotice error={error} />
      <Card title="Who can help">
        <ul className="flex flex-col gap-2">
          {guardians.map(({ index, kind, title, effect }) => {
            const Icon = icons[kind]
            return (
              <li key={index} className="flex gap-1.5">
                <Icon aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-accent" />
                <div>
                  <p className="font-medium">{title}</p>
                  <p className="text-muted">{effect}</p>
                </div>
              </li>
            )
          })}
        </ul>
      </Card>
      <Card title="How long it takes">
        <Timeline rows={rows} />
      </Card>
      <Coverage unprotectedOn={unprotectedOn} silent={silent} />
      {!hasPasskey && <SecurityKey onMake={onMake} />}
      <SupportLine />
    </Page>
  )
}

/** @see RecoverHelp */
export interface RecoverHelpProps {
  readonly account: AccountJson
  readonly guardians: readonly HelpingGuardian[]
  readonly rows: readonly { readonly who: string; readonly delay: number }[]
  readonly unprotectedOn: readonly string[]
  readonly silent: readonly string[]
  readonly busy: boolean
  readonly error: unknown
  /** One was made already, in an earlier try. */
  readonly hasPasskey: boolean
  readonly onMake: (hint?: 'security-key' | 'hybrid') => void
  readonly onOther: () => void
}

function Coverage({ unprotectedOn, silent }: Pick<RecoverHelpProps, 'unprotectedOn' | 'silent'>) {
  if (unprotectedOn.length === 0 && silent.length === 0) return null
  return (
    <Notice tone="warning" title="Not everywhere">
      {unprotectedOn.length > 0 && (
        <p>This account has no guardians on {listed(unprotectedOn)}; it cannot be got back there.</p>
      )}
      {silent.length > 0 && (
        <p>{listed(silent)} does not answer now. Wait a minute to get the account back there too.</p>
      )}
    </Notice>
  )
}

function SecurityKey({ onMake }: Pick<RecoverHelpProps, 'onMake'>) {
  return (
    <Disclosure title="Keep the new passkey somewhere else">
      <p className="text-muted">
        <strong className="font-medium text-ink">Security key:</strong> insert it, press the button below, and
        touch the key when it blinks. If your system shows its own passkeys first, choose “More options”, then
        “Use a security key”.
      </p>
      <Button variant="secondary" onClick={() => onMake('security-key')}>
        Use a security key
      </Button>
      <p className="text-muted">
        <strong className="font-medium text-ink">Another phone:</strong> choose it in the system’s sheet and
        scan the code with that phone.
      </p>
      <Button variant="secondary" onClick={() => onMake('hybrid')}>
        Use another phone
      </Button>
    </Disclosure>
  )
}
