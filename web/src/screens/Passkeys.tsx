import { KeyRound, Smartphone, Usb } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { Status } from '../components/Status.tsx'
import { TextLink } from '../components/TextLink.tsx'

/** A passkey as the list shows it. */
export interface PasskeyRow {
  readonly credentialId: string
  readonly label: string
  readonly kind: 'device' | 'phone' | 'security-key'
  readonly isCurrent: boolean
  /** "Added on 3 Nov 2026". */
  readonly added: string
  /** "Used today"; undefined if never. */
  readonly used: string | undefined
  /** Networks on which it does not open the account yet. */
  readonly missingOn: readonly string[]
  readonly canRemove: boolean
}

/** @see Passkeys */
export interface PasskeysProps {
  /** Undefined while they are read. */
  readonly passkeys: readonly PasskeyRow[] | undefined
  /** One that guardians are letting in, begun in this browser. */
  readonly coming: { readonly label: string; readonly hash: string } | undefined
  readonly error: unknown
  readonly onRetry: () => void
  readonly onAdd: () => void
  readonly onFinish: (credentialId: string) => void
  readonly onRename: (credentialId: string) => void
  readonly onRemove: (credentialId: string) => void
}

/** Which passkeys open the account. */
export function Passkeys(props: PasskeysProps) {
  const { passkeys, coming, error, onRetry, onAdd } = props
  return (
    <Page
      title="Passkeys"
      lead="Each of these opens your account. Two on different devices are better than one."
      back={{ to: '/account', label: 'Account' }}
      actions={<Button onClick={onAdd}>Set up a new passkey</Button>}
    >
      <ErrorNotice error={error} onRetry={onRetry} />
      {!passkeys && !error && (
        <Card label="Passkeys">
          <Skeleton lines={4} label="Reading your passkeys…" />
        </Card>
      )}
      {coming && (
        <Notice
          title={`“${coming.label}” is on its way`}
          actions={
            <TextLink to="/request/$hash" params={{ hash: coming.hash }}>
              Look how far it is
            </TextLink>
          }
        >
          Your guardians let it in. When that is done, it is in this list.
        </Notice>
      )}
      {passkeys?.map((passkey) => (
        <Row key={passkey.credentialId} passkey={passkey} {...props} />
      ))}
    </Page>
  )
}

const icons = { device: KeyRound, phone: Smartphone, 'security-key': Usb }

function Row({ passkey, onFinish, onRename, onRemove }: PasskeysProps & { readonly passkey: PasskeyRow }) {
  const { credentialId, label, kind, isCurrent, added, used, missingOn, canRemove } = passkey
  const Icon = icons[kind]
  return (
    <Card label={label}>
      <div className="flex items-start gap-1.5">
        <Icon aria-hidden="true" className="mt-0.5 size-2.5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap justify-between gap-x-2">
            <span className="font-bold">{label}</span>
            {isCurrent && <Status tone="good">Signed in with it</Status>}
          </p>
          <p className="text-muted">{[added, used].filter(Boolean).join(' · ')}</p>
          {missingOn.length > 0 && (
            <p className="pt-1">
              <Status tone="warning">Does not open {missingOn.join(' and ')} yet</Status>
            </p>
          )}
          <div className="flex flex-wrap gap-x-2">
            {missingOn.length > 0 && (
              <LinkButton onClick={() => onFinish(credentialId)}>Finish adding</LinkButton>
            )}
            <LinkButton onClick={() => onRename(credentialId)}>
              Rename<span className="sr-only"> {label}</span>
            </LinkButton>
            {canRemove && (
              <LinkButton danger onClick={() => onRemove(credentialId)}>
                Remove<span className="sr-only"> {label}</span>
              </LinkButton>
            )}
          </div>
        </div>
      </div>
    </Card>
  )
}
