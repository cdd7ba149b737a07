import type { ReactNode } from 'react'
import { explain } from '../explain.ts'
import { LinkButton } from './LinkButton.tsx'
import { Notice } from './Notice.tsx'

/** Any failure in words: what happened, what it means, what to do. Says nothing when there is no failure. */
export function ErrorNotice({ error, onRetry, retryLabel = 'Try again', more }: ErrorNoticeProps) {
  if (!error) return null
  const { code, what, todo } = explain(error)
  return (
    <Notice
      tone="danger"
      live
      title={what}
      actions={
        <>
          {onRetry && <LinkButton onClick={onRetry}>{retryLabel}</LinkButton>}
          {more}
        </>
      }
    >
      <p data-code={code}>{todo}</p>
    </Notice>
  )
}

/** @see ErrorNotice */
export interface ErrorNoticeProps {
  /** Anything that was thrown, or a problem that the server sent. */
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  readonly retryLabel?: string
  /** Another way on: recovery, where a passkey was asked for and none came. */
  readonly more?: ReactNode
}
