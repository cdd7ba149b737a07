import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { OperatorSessionJson } from 'sparekey/admin-schema'
import { Button } from '../../web/src/components/Button.tsx'
import { ErrorNotice } from '../../web/src/components/ErrorNotice.tsx'
import { Page } from '../../web/src/components/Page.tsx'
import { Skeleton } from '../../web/src/components/Skeleton.tsx'
import { api } from './api.ts'
import { Frame, type FrameProps } from './components/Frame.tsx'
import { SignInHere } from './SignInHere.tsx'
import { endSession, sessionQuery } from './session.ts'

/** @see SignedIn */
export type SignedInProps = Omit<FrameProps, 'children' | 'who' | 'onSignOut'> & {
  readonly children: (session: OperatorSessionJson) => ReactNode
}

/** A page for operators. Whoever is not signed in is asked to, and is on the page then. */
export function SignedIn({ children, ...frame }: SignedInProps) {
  const client = useQueryClient()
  const session = useQuery(sessionQuery)
  const wasIn = useWasTrue(Boolean(session.data))
  if (session.data) {
    const { name, role } = session.data.operator
    const signOut = async () => {
      await api.signOut().catch(() => undefined)
      endSession(client)
    }
    return (
      <Frame {...frame} who={{ name, role }} onSignOut={() => void signOut()}>
        {children(session.data)}
      </Frame>
    )
  }
  if (session.data === null) return <SignInHere hasEnded={wasIn} />
  return (
    <Page
      width="dialog"
      title="Operator’s dashboard"
      actions={session.error && <Button onClick={() => void session.refetch()}>Try again</Button>}
    >
      {session.error ? (
        <ErrorNotice error={session.error} />
      ) : (
        <Skeleton lines={4} label="Looking whether you are signed in…" />
      )}
    </Page>
  )
}

/** Whether something was true since this was drawn first. */
function useWasTrue(value: boolean): boolean {
  const was = useRef(false)
  useEffect(() => {
    if (value) was.current = true
  }, [value])
  return was.current
}
