import { Button } from '../components/Button.tsx'
import { Choice } from '../components/Choice.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Sheet } from '../components/Sheet.tsx'
import { TextField } from '../components/TextField.tsx'
import type { WebhookFlow } from '../contacts/useAddContact.ts'
import { EmailCode, EmailCodeActions, useCodeForm } from '../email/EmailCode.tsx'
import type { CodeFlow } from '../email/useCode.ts'

/** How somebody is told. */
export type ContactKind = 'email' | 'webhook'

/** Somebody more who is told when a recovery starts. */
export function AddContactSheet(props: AddContactSheetProps) {
  const { open, kind, onKind, from, mail, webhook, onClose } = props
  const form = useCodeForm()
  const isUnderWay = kind === 'email' && mail.stage !== 'address'
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title="Who else is told?"
      lead={
        isUnderWay ? undefined : 'Best is one that is not lost with your phone or with your main mailbox.'
      }
      actions={
        kind === 'email' ? (
          <EmailCodeActions flow={mail} form={form} verb="Add it" />
        ) : (
          <Button type="submit" form={form} busy={webhook.isBusy && 'Adding…'}>
            Add it
          </Button>
        )
      }
    >
      {from && !isUnderWay && <Kinds kind={kind} onKind={onKind} />}
      {kind === 'email' ? (
        <EmailCode
          flow={mail}
          form={form}
          from={from ?? ''}
          hint={`We send a code from ${from}, so that nobody is told by mistake.`}
        />
      ) : (
        <Webhook {...webhook} form={form} />
      )}
    </Sheet>
  )
}

/** @see AddContactSheet */
export interface AddContactSheetProps {
  readonly open: boolean
  readonly kind: ContactKind
  readonly onKind: (kind: ContactKind) => void
  /** Who sends mail; undefined where this service sends none. */
  readonly from: string | undefined
  readonly mail: CodeFlow
  readonly webhook: WebhookFlow
  readonly onClose: () => void
}

function Kinds({ kind, onKind }: Pick<AddContactSheetProps, 'kind' | 'onKind'>) {
  return (
    <Choice
      legend="How?"
      value={kind}
      onChange={onKind}
      options={[
        { value: 'email', title: 'By e-mail', note: 'A second address of yours, or somebody you trust.' },
        { value: 'webhook', title: 'By a webhook', note: 'A server of yours that we call. For developers.' },
      ]}
    />
  )
}

function Webhook({ url, problem, error, onUrl, onAdd, form }: WebhookFlow & { readonly form: string }) {
  return (
    <form
      id={form}
      noValidate
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd()
      }}
    >
      <TextField
        label="Address of the webhook"
        value={url}
        inputMode="url"
        autoComplete="off"
        error={problem}
        hint="Each message is signed, so that your server can tell that it is ours."
        onChange={onUrl}
      />
      <ErrorNotice error={error} />
    </form>
  )
}
