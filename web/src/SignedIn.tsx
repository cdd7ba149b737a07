import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { Config, SessionJson } from 'sparekey/schema'
import { Button } from './components/Button.tsx'
import { ErrorNotice } from './components/ErrorNotice.tsx'
import { Page, type PageProps } from './components/Page.tsx'
import { Skeleton } from './components/Skeleton.tsx'
import { configQuery } from './config.ts'
import { sessionQuery } from './session.ts'

/**
 * What only an account's owner sees. Who is not signed in goes to the beginning; who signed in with the new passkey of a
 * recovery goes to that recovery.
 */
export function SignedIn({ title, back, children }: SignedInProps) {
  const session = useQuery(sessionQuery)
  const config = useQuery(configQuery)
  const navigate = useNavigate()
  const other = session.data?.kind === 'recovery' ? session.data.requestHash : undefined
  const isOut = session.data === null
  useEffect(() => {
    if (isOut) void navigate({ to: '/', replace: true })
    if (other) void navigate({ to: '/request/$hash', params: { hash: other }, replace: true })
  }, [isOut, other, navigate])
  if (session.data?.kind === 'full' && config.data) return children(session.data, config.data)
  const error = session.error ?? config.error
  const retry = () => void Promise.all([session.refetch(), config.refetch()])
  return (
    <Page title={title} {...(back && { back })} actions={error && <Button onClick={retry}>Try again</Button>}>
      {error ? <ErrorNotice error={error} /> : <Skeleton lines={4} label="Reading your account…" />}
    </Page>
  )
}

/** @see SignedIn */
export interface SignedInProps {
  /** Of the page, shown while it loads. */
  readonly title: string
  readonly back?: NonNullable<PageProps['back']>
  readonly children: (session: SessionJson, config: Config) => ReactNode
}
