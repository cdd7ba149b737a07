import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { SessionJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { tidyName } from '../accountName.ts'
import { isApiError } from '../apiErrors.ts'
import { hasDraft } from '../drafts.ts'
import { passkeyObstacle } from '../passkeySupport.ts'
import type { RegistrationDraft } from '../registrationDraft.ts'
import { Welcome } from '../screens/Welcome.tsx'
import { beginSession, sessionQuery } from '../session.ts'
import { signIn, useSuggestedPasskeys } from '../signIn.ts'
import { useNameState } from '../useNameState.ts'

/** Create an account, sign in, or go to recovery. */
export default function WelcomeRoute() {
  const [name, setName] = useState('')
  const [isNameMissing, setIsNameMissing] = useState(false)
  const [obstacle] = useState(() => passkeyObstacle())
  const nameState = useNameState(name)
  const isSignedIn = useRedirect()
  const { attempt, busy, error, open, setError, draft, giveUp } = useAttempts()
  const { which, account } = useWhich(error)
  useSuggestedPasskeys(!busy && !isSignedIn && !obstacle, { onSession: open, onError: setError })

  const create = () => {
    setIsNameMissing(!name)
    if (name) void attempt('create', async () => (await registration()).register(name))
  }
  const finish = draft && {
    name: draft.name,
    onFinish: () => void attempt('create', async () => (await registration()).finishRegistration(draft)),
    onDrop: giveUp,
  }
  return (
    <Welcome
      name={name}
      nameState={isNameMissing && !name ? { problem: 'Choose a name for your account first.' } : nameState}
      onName={(typed) => setName(tidyName(typed))}
      onCreate={create}
      onSignIn={() => void (which?.problem || attempt('sign-in', () => signIn(account)))}
      busy={busy}
      error={error}
      obstacle={obstacle}
      which={which}
      unfinished={busy ? undefined : finish}
    />
  )
}

/** Prompts and keys are no part of the first load. */
const registration = () => import('../registration.ts')

/** Which account, once a passkey turned out to own several. */
function useWhich(error: unknown) {
  const [isAsked, setIsAsked] = useState(false)
  const [typed, setTyped] = useState('')
  if (!isAsked && isApiError(error, 'account_ambiguous')) setIsAsked(true)
  const address = typed.trim().toLowerCase()
  const isAddress = /^0x[0-9a-f]{40}$/.test(address)
  const problem = address && !isAddress ? 'An address is 0x and 40 more letters and digits.' : undefined
  return {
    which: isAsked ? { address: typed, onAddress: setTyped, ...(problem && { problem }) } : undefined,
    account: isAddress ? (address as Hex) : undefined,
  }
}

/** Who is signed in already has no business here. */
function useRedirect(): boolean {
  const navigate = useNavigate()
  const { data } = useQuery(sessionQuery)
  const isSignedIn = Boolean(data)
  useEffect(() => {
    if (isSignedIn) void navigate({ to: '/account', replace: true })
  }, [isSignedIn, navigate])
  return isSignedIn
}

function useAttempts() {
  const client = useQueryClient()
  const [busy, setBusy] = useState<'create' | 'sign-in'>()
  const [error, setError] = useState<unknown>()
  const [draft, setDraft] = useState<RegistrationDraft>()
  // The name of registrationDraft, which is not loaded for those who have none.
  const look = async () =>
    setDraft(
      hasDraft({ name: 'registration-1' }) ? (await registration()).unfinishedRegistration() : undefined,
    )
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; every attempt looks again
  useEffect(() => void look(), [])
  const open = (session: SessionJson) => beginSession(client, session)
  const attempt = async (kind: 'create' | 'sign-in', work: () => Promise<SessionJson>) => {
    setBusy(kind)
    setError(undefined)
    try {
      open(await work())
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(undefined)
      await look()
    }
  }
  const giveUp = () => {
    if (draft) void registration().then(({ giveUpRegistration }) => giveUpRegistration(draft))
    setDraft(undefined)
    setError(undefined)
  }
  return { attempt, busy, error, setError, open, draft, giveUp }
}
