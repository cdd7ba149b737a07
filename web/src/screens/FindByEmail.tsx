import { Button } from '../components/Button.tsx'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { TextField } from '../components/TextField.tsx'

/** Finds accounts by a mailbox. What is said here is the same whether anybody knows it or not. */
export function FindByEmail({ title, lookup }: FindByEmailProps) {
  const { from, typed, problem, sentTo, isBusy, error, onTyped, onSend, onOther } = lookup
  const sender = <b className="font-medium text-ink">{from}</b>
  if (sentTo)
    return (
      <Card title={title}>
        <p role="status">
          If we know <b className="font-medium">{sentTo}</b>, a mail is on its way from {sender}. It names the
          accounts, with a link for each.
        </p>
        <LinkButton onClick={onOther}>Use another address</LinkButton>
      </Card>
    )
  return (
    <Card title={title}>
      <p className="text-muted">
        If we know your address, we mail you the accounts that it is linked to, from {sender}.
      </p>
      <ErrorNotice error={error} />
      <form
        noValidate
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) onSend()
        }}
      >
        <TextField
          label="E-mail address"
          type="email"
          inputMode="email"
          autoComplete="email"
          value={typed}
          error={problem}
          onChange={onTyped}
        />
        <Button type="submit" variant="secondary" busy={isBusy && 'Sending…'}>
          Mail me my accounts
        </Button>
      </form>
    </Card>
  )
}

/** @see FindByEmail */
export interface FindByEmailProps {
  readonly title: string
  readonly lookup: EmailLookup
}

/** A mailbox, as a way to find an account. */
export interface EmailLookup {
  /** Who sends the mail. */
  readonly from: string
  readonly typed: string
  readonly problem: string | undefined
  /** Where a mail went, if anybody knows that address. */
  readonly sentTo: string | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly onTyped: (typed: string) => void
  readonly onSend: () => void
  readonly onOther: () => void
}
