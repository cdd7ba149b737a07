import { Fingerprint as Finger } from 'lucide-react'
import type { EnrolmentLinkJson, OperatorJson } from 'sparekey/admin-schema'
import { Button } from '../../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../../web/src/components/ErrorNotice.tsx'
import { Fingerprint } from '../../../web/src/components/Fingerprint.tsx'
import { Notice } from '../../../web/src/components/Notice.tsx'
import { Page } from '../../../web/src/components/Page.tsx'
import { TextField } from '../../../web/src/components/TextField.tsx'
import { TextLink } from '../../../web/src/components/TextLink.tsx'
import type { PasskeyObstacle } from '../../../web/src/passkeySupport.ts'
import { PasskeyObstacleNotice } from '../../../web/src/screens/PasskeyObstacleNotice.tsx'
import { Loaded, type Read } from '../components/Loaded.tsx'
import { When } from '../components/When.tsx'
import { roleWords } from '../words.ts'

/** @see Enrol */
export interface EnrolProps {
  /** Whether the address holds a link's secret. */
  readonly hasLink: boolean
  /** Whom the link is for. */
  readonly link: Read<EnrolmentLinkJson>
  /** A name, where the link has none. */
  readonly typed: string
  readonly onType: (name: string) => void
  readonly onEnrol: () => void
  readonly isBusy: boolean
  readonly error: unknown
  readonly obstacle: PasskeyObstacle | undefined
  /** Whoever has enrolled and waits for a second operator. */
  readonly enrolled: OperatorJson | undefined
}

/** Whoever holds a one-time link becomes an operator, with a passkey that is made here. */
export function Enrol(props: EnrolProps) {
  const { hasLink, link, enrolled, isBusy, obstacle, typed } = props
  if (!hasLink) return <NoLink />
  if (enrolled) return <Waiting operator={enrolled} />
  const isNamed = Boolean(link.data?.name ?? typed.trim())
  return (
    <Page
      width="dialog"
      title="Become an operator"
      lead="This link works once. The passkey that you make now opens the dashboard, and nothing else."
      actions={
        link.data && (
          <Button
            type="submit"
            form="enrol"
            icon={<Finger aria-hidden="true" className="size-2.5" />}
            busy={isBusy && 'Waiting for your passkey…'}
            disabled={!isNamed || Boolean(obstacle)}
          >
            Create passkey
          </Button>
        )
      }
    >
      {obstacle && <PasskeyObstacleNotice obstacle={obstacle} />}
      <Loaded read={link} label="Looking at your link…">
        {(found) => <Form {...props} found={found} isNamed={isNamed} />}
      </Loaded>
    </Page>
  )
}

type FormProps = EnrolProps & { readonly found: EnrolmentLinkJson; readonly isNamed: boolean }

function Form({ found, isNamed, typed, onType, onEnrol, isBusy, error }: FormProps) {
  const { title, note } = roleWords[found.role]
  return (
    <form
      id="enrol"
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (isNamed && !isBusy) onEnrol()
      }}
    >
      <ErrorNotice error={error} />
      {found.name === null ? (
        <TextField
          label="Your name"
          value={typed}
          onChange={onType}
          hint="Other operators see it, and the audit log keeps it."
          autoComplete="name"
          maxLength={64}
          required
        />
      ) : (
        <p className="font-bold">{found.name}</p>
      )}
      <p>
        <span className="font-medium">{title}.</span> {note}
      </p>
      <p className="text-muted">
        The link ends <When at={found.expiresAt} short />.
      </p>
      <Notice tone="warning" title="One passkey, one person">
        Do not share it. There is no password beside it.
      </Notice>
    </form>
  )
}

function Waiting({ operator }: { readonly operator: OperatorJson }) {
  return (
    <Page
      width="dialog"
      title="Almost there"
      lead={`Your passkey is made, ${operator.name}. A second operator has to confirm you before you can sign in.`}
      actions={
        <TextLink to="/" look="button">
          To the sign-in
        </TextLink>
      }
    >
      <Fingerprint words={operator.fingerprint.split(' ')} label="Your passkey’s six words" />
      <p className="text-muted">Have them at hand: whoever confirms you will call and ask for them.</p>
    </Page>
  )
}

function NoLink() {
  return (
    <Page
      width="dialog"
      title="This link is incomplete"
      lead="The part that counts is missing. Copy the whole link, to its last letter, or ask for a new one."
      actions={
        <TextLink to="/" look="button">
          To the sign-in
        </TextLink>
      }
    />
  )
}
