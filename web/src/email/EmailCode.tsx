import { type ReactNode, useId } from 'react'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Notice } from '../components/Notice.tsx'
import { TextField } from '../components/TextField.tsx'
import { CodeField } from './CodeField.tsx'
import type { CodeFlow } from './useCode.ts'

/** The two steps of a code by mail: the address, then what the mail says. Its decisions are {@link EmailCodeActions}. */
export function EmailCode({ flow, form, from, hint, sent }: EmailCodeProps) {
  const { stage, error } = flow
  if (stage === 'address')
    return (
      <form
        id={form}
        noValidate
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          flow.onAsk()
        }}
      >
        <ErrorNotice error={error} />
        <TextField
          label="E-mail address"
          type="email"
          inputMode="email"
          autoComplete="email"
          value={flow.address}
          error={flow.addressProblem}
          hint={hint}
          onChange={flow.onAddress}
        />
      </form>
    )
  if (stage === 'over')
    return (
      <>
        <Notice tone="warning" title="This code is over" live>
          A code works once, for 15 minutes and three tries; a newer one ends it. Nothing has changed.
        </Notice>
        {!isOverItself(error) && <ErrorNotice error={error} />}
      </>
    )
  return (
    <>
      <p role="status">
        {sent ?? (
          <>
            A mail is on its way to <b className="font-medium">{flow.address.trim()}</b>.
          </>
        )}{' '}
        It comes from <b className="font-medium">{from}</b>.
      </p>
      <CodeField
        form={form}
        endsAt={flow.endsAt}
        isBusy={flow.busy !== undefined}
        error={error}
        onCode={flow.onCode}
      />
    </>
  )
}

/** @see EmailCode */
export interface EmailCodeProps {
  readonly flow: CodeFlow
  /** Id of the form, for the button that stands outside; `useCodeForm` makes one. */
  readonly form: string
  /** Who sends the mail: "recovery@example.org". */
  readonly from: string
  /** Below the address. */
  readonly hint?: ReactNode
  /** What is said instead of where the mail went. */
  readonly sent?: ReactNode
}

/** The decisions of a code by mail: the button that goes on, and quieter ways. */
export function EmailCodeActions({ flow, form, verb, variant = 'primary' }: EmailCodeActionsProps) {
  const { stage, busy, error, onAsk, onOther } = flow
  if (stage === 'address')
    return (
      <Button type="submit" form={form} variant={variant} busy={busy && 'Sending…'}>
        Send a code
      </Button>
    )
  const other = <LinkButton onClick={onOther}>Use another address</LinkButton>
  if (stage === 'over')
    return (
      <>
        <Button variant={variant} busy={busy && 'Sending…'} onClick={onAsk}>
          Send a new code
        </Button>
        {other}
      </>
    )
  return (
    <>
      <Button
        type="submit"
        form={form}
        variant={variant}
        busy={busy && (busy === 'asking' ? 'Sending…' : 'Checking…')}
      >
        {verb}
      </Button>
      <div className="flex flex-wrap justify-center gap-x-3">
        <LinkButton onClick={onAsk}>
          {codeOf(error) === 'code_elsewhere'
            ? 'Send a new code to this browser'
            : 'No mail? Send a new code'}
        </LinkButton>
        {other}
      </div>
    </>
  )
}

/** @see EmailCodeActions */
export interface EmailCodeActionsProps {
  readonly flow: CodeFlow
  readonly form: string
  /** What the code does: "Link it", "Approve". */
  readonly verb: string
  readonly variant?: 'primary' | 'secondary'
}

/** An id that the form and its button share. */
export function useCodeForm(): string {
  return useId()
}

function isOverItself(error: unknown): boolean {
  return ['code_over', 'code_gone'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code
}
