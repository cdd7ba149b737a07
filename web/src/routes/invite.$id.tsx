import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { InvitationJson } from 'sparekey/schema'
import { api } from '../api.ts'
import { networksOf } from '../chains.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { configQuery } from '../config.ts'
import { readDraft } from '../drafts.ts'
import { passkeyObstacle } from '../passkeySupport.ts'
import { acceptedWords, acceptInvitation, checkInvitation } from '../recovery/invitation.ts'
import { Invite, type InviteState } from '../screens/Invite.tsx'

/** Somebody was asked to be a guardian. */
export default function InviteRoute() {
  const { id } = useParams({ from: '/invite/$id' })
  const config = useQuery(configQuery)
  const invitation = useQuery({ queryKey: ['invitation', id], queryFn: () => api.invitation(id) })
  const [obstacle] = useState(() => passkeyObstacle())
  const check = useQuery({
    queryKey: ['invitation-check', id, invitation.data?.signature],
    queryFn: () =>
      invitation.data && config.data
        ? checkInvitation({ ...invitation.data, id: id as InvitationJson['id'] }, networksOf(config.data))
        : ('unchecked' as const),
    enabled: Boolean(invitation.data && config.data),
  })
  const answering = useAnswer(invitation.data)
  const current = answering.answered ?? invitation.data
  const error = invitation.error ?? config.error
  if (!current)
    return (
      <Page
        width="dialog"
        title="Become a guardian"
        actions={error ? <Button onClick={() => void invitation.refetch()}>Try again</Button> : null}
      >
        {error ? <ErrorNotice error={error} /> : <Skeleton lines={4} label="Reading the invitation…" />}
      </Page>
    )
  const state: InviteState = current.state === 'open' ? (check.data ?? 'checking') : current.state
  return (
    <Invite
      name={current.account.name}
      address={current.account.address}
      state={check.isError ? 'unchecked' : state}
      words={current.state === 'accepted' ? (readDraft(acceptedWords(id)) ?? []) : []}
      busy={answering.busy}
      error={answering.error}
      obstacle={obstacle}
      onAccept={answering.accept}
      onDecline={answering.decline}
      onAgain={() => void check.refetch()}
    />
  )
}

function useAnswer(invitation: InvitationJson | undefined) {
  const [busy, setBusy] = useState<'accept' | 'decline'>()
  const [error, setError] = useState<unknown>()
  const [answered, setAnswered] = useState<InvitationJson>()
  const run = async (
    kind: 'accept' | 'decline',
    work: (invitation: InvitationJson) => Promise<InvitationJson>,
  ) => {
    if (busy || !invitation) return
    setBusy(kind)
    setError(undefined)
    try {
      setAnswered(await work(invitation))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(undefined)
    }
  }
  return {
    busy,
    error,
    answered,
    accept: (hint?: 'security-key') => void run('accept', (one) => acceptInvitation(one, hint)),
    decline: () => void run('decline', ({ id }) => api.declineInvitation(id)),
  }
}
