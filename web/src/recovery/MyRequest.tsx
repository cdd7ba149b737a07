import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { delayOf, type Passkey, signAcceptance } from 'sparekey'
import type { ApprovalJson } from 'sparekey/schema'
import type { Hex } from 'viem'
import { api } from '../api.ts'
import { ApiUnavailableError } from '../apiErrors.ts'
import { now, toBrowserTime } from '../clock.ts'
import { dropDraft, readDraft } from '../drafts.ts'
import { hasWays } from '../screens/ApproveWays.tsx'
import { RequestAccept } from '../screens/RequestAccept.tsx'
import { RequestApprovals } from '../screens/RequestApprovals.tsx'
import { RequestDone } from '../screens/RequestDone.tsx'
import { RequestWaiting } from '../screens/RequestWaiting.tsx'
import { beginSession } from '../session.ts'
import { signIn } from '../signIn.ts'
import { giveUp } from './begin.ts'
import { download } from './download.ts'
import { approvedAt, everywhereApproved, type LoadedRequest } from './GuardianOfRequest.tsx'
import { effectOf, guardianTitle, missingSentence, readGuardians } from './guardians.ts'
import { overall, wordsOf } from './onChain.ts'
import { beganHere, copyOf, keepCopy } from './recoveryDraft.ts'
import { networkSteps } from './steps.ts'
import { calendarFile, waitTimes } from './times.ts'
import { tooOld } from './tooOld.ts'
import { useApproval } from './useApproval.ts'
import { handIn } from './useRequest.ts'
import { useSelfSend } from './useSelfSend.ts'

/** A recovery as its owner sees it: approvals, waiting, accepting, done. */
export function MyRequest({ request, passkey }: MyRequestProps) {
  const { gathered, networks } = request
  const attempts = useAttempt(request)
  const [isGoingOn, setIsGoingOn] = useState(false)
  const { delay } = standing(request)
  const acceptance = readDraft(copyOf(gathered.hash))?.acceptance as Hex | undefined
  const isAccepted = gathered.isAccepted || acceptance !== undefined
  // From here on this browser can go on without the server.
  useEffect(() => keepCopy(gathered), [gathered])
  const state = overall(networks)
  if (state === 'done') return <Done request={request} />
  const isFree = delay === 0 && (isGoingOn || isAccepted || state === 'waiting')
  if (state === 'ready' || isFree)
    return <Accept {...{ request, passkey, acceptance, isAccepted, ...attempts }} />
  return <Gathering {...{ request, ...attempts }} onGoOn={() => setIsGoingOn(true)} />
}

function Gathering({ request, attempt, busy, error, onGoOn }: GatheringProps) {
  const { gathered, networks, config } = request
  const { hash, submissions, account } = gathered
  const { policy, approved, delay } = standing(request)
  const selfSend = useSelfSend(request, undefined)
  const ways = useApproval({
    request: gathered.request,
    policy,
    config,
    approved,
    onApproved: (approvals) => takeUp(request, approvals),
  })
  const link = `${location.origin}/request/${hash}`
  const isAdding = !gathered.request.replace
  const common = { name: account.name, isAdding, words: wordsOf(gathered.request), link, selfSend }
  const times = waitTimes(networks)
  const start = () => attempt('start', () => api.start(hash))
  if (overall(networks) === 'waiting' && times)
    return (
      <RequestWaiting
        {...common}
        times={times}
        error={error ?? selfSend.error}
        networks={networkSteps('start', { networks, submissions, isAsked: true })}
        tooOld={tooOld(request, ways)}
        onRetry={start}
        onCalendar={() => saveCalendar(request, link)}
        ways={hasWays(ways) ? ways : undefined}
      />
    )
  const starts = submissions.filter(({ action }) => action === 'start')
  const failure = starts.find(({ state }) => state === 'failed')?.error
  return (
    <RequestApprovals
      {...common}
      {...{ delay, ways }}
      address={account.address}
      error={error ?? selfSend.error ?? (failure ? startFailure(failure) : undefined)}
      label={gathered.newPasskeyLabel}
      guardians={asked(request)}
      start={{
        onStart: delay === 0 ? onGoOn : start,
        isBusy: busy === 'start' || starts.some(({ state }) => state !== 'failed'),
      }}
      onGiveUp={() =>
        void abandon(hash).then(() => location.assign(isAdding ? '/account/passkeys' : '/recover'))
      }
    />
  )
}

/** Hands approvals in. Where others have begun to wait already, the rest is asked to begin as well. */
async function takeUp({ gathered, networks, set }: LoadedRequest, approvals: readonly ApprovalJson[]) {
  set(await handIn(gathered, approvals))
  const isLate = networks.some(({ state }) => state === 'open') && overall(networks) !== 'open'
  if (isLate) set(await api.start(gathered.hash))
}

interface GatheringProps extends ReturnType<typeof useAttempt> {
  readonly request: LoadedRequest
  /** Nothing has to be waited for. */
  readonly onGoOn: () => void
}

/** @see MyRequest */
export interface MyRequestProps {
  readonly request: LoadedRequest
  /** Undefined where this browser does not know the new passkey yet. */
  readonly passkey: Passkey | undefined
}

/** Guardians, whose approvals count everywhere, and the waiting time that leaves. */
function standing(request: LoadedRequest) {
  const policy = request.networks.find((on) => on.policy)?.policy
  const approved = everywhereApproved(request)
  return { policy, approved, delay: policy && delayOf(policy, approved) }
}

function asked(request: LoadedRequest) {
  const { policy, approved } = standing(request)
  if (!policy) return []
  const { networks, gathered, config } = request
  const approvals = networks.map((on) => ({
    name: on.network.name,
    approved: on.policy ? approvedAt(on, gathered.approvals) : undefined,
  }))
  return readGuardians(policy, config).map((one) => {
    const isApproved = approved.includes(one.index)
    const missing = missingSentence(
      approvals.flatMap(({ name, approved: there }) =>
        there ? [{ name, isApproved: there.includes(one.index) }] : [],
      ),
    )
    const note = missing ?? (isApproved ? undefined : effectOf(policy, one.index, approved))
    return { index: one.index, title: guardianTitle(one, config), isApproved, note }
  })
}

const startFailure = (detail: string) => ({
  type: 'about:blank',
  title: 'The waiting time could not be started.',
  status: 500,
  code: 'start_failed',
  detail,
})

async function abandon(hash: string): Promise<void> {
  const began = beganHere(hash)
  if (began) await giveUp(began.draft, began.kind)
}

interface AcceptProps extends ReturnType<typeof useAttempt> {
  readonly request: LoadedRequest
  readonly passkey: Passkey | undefined
  readonly acceptance: Hex | undefined
  readonly isAccepted: boolean
}

function Accept(props: AcceptProps) {
  const { request, passkey, acceptance, isAccepted, attempt, busy, error } = props
  const { gathered, networks } = request
  const selfSend = useSelfSend(request, acceptance)
  const { policy, approved } = standing(request)
  const ways = useApproval({
    request: gathered.request,
    policy,
    config: request.config,
    approved,
    onApproved: async (approvals) => {
      request.set(await handIn(gathered, approvals))
      again()
    },
  })
  const send = async (signed: Hex) => {
    keepCopy(gathered, signed)
    return api.accept(gathered.hash, signed).catch((failure: unknown) => {
      // Signed and kept: without the server it goes on from this browser.
      if (!(failure instanceof ApiUnavailableError)) throw failure
      return undefined
    })
  }
  const accept = () =>
    attempt('accept', async () => (passkey ? send(await signAcceptance(passkey, gathered.hash)) : undefined))
  const again = () => attempt('again', () => (acceptance ? send(acceptance) : api.start(gathered.hash)))
  const isFinishing = isAccepted || networks.some(({ state }) => state === 'done')
  return (
    <RequestAccept
      name={gathered.account.name}
      address={gathered.account.address}
      label={gathered.newPasskeyLabel}
      isAdding={!gathered.request.replace}
      words={wordsOf(gathered.request)}
      stage={isFinishing ? 'finishing' : passkey ? 'accept' : 'sign-in'}
      networks={networkSteps('take-over', {
        networks,
        submissions: gathered.submissions,
        isAsked: isFinishing,
      })}
      isBusy={busy !== undefined}
      onSignIn={() => attempt('sign-in', () => signIn(gathered.account.address))}
      onAccept={accept}
      onRetry={again}
      tooOld={tooOld(request, ways)}
      selfSend={selfSend}
      error={error ?? selfSend.error}
    />
  )
}

function Done({ request }: Pick<MyRequestProps, 'request'>) {
  const { gathered, networks } = request
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isAdding = !gathered.request.replace
  const open = async () => {
    setIsBusy(true)
    try {
      beginSession(client, await signIn(gathered.account.address))
      const began = beganHere(gathered.hash)
      if (began) dropDraft(began.kind)
      dropDraft(copyOf(gathered.hash))
      await navigate({ to: isAdding ? '/account/passkeys' : '/account' })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  const steps = networkSteps('take-over', { networks, submissions: gathered.submissions, isAsked: true })
  const { name, address } = gathered.account
  return (
    <RequestDone
      {...{ name, address, isAdding, isBusy, error }}
      networks={steps}
      onOpen={() => void open()}
    />
  )
}

function saveCalendar({ gathered, networks }: LoadedRequest, link: string): void {
  const times = waitTimes(networks)
  if (!times) return
  const entry = {
    uid: `${gathered.hash}@${location.hostname}`,
    title: `Your account ${gathered.account.name} is ready`,
    url: link,
    begins: toBrowserTime(times.ready, times.clock),
    ends: toBrowserTime(times.ready + 1800, times.clock),
    made: now(),
  }
  download('account-ready.ics', 'text/calendar;charset=utf-8', calendarFile(entry))
}

/** One thing at a time; its failure is kept until the next. */
function useAttempt(request: LoadedRequest) {
  const client = useQueryClient()
  const [busy, setBusy] = useState<string>()
  const [error, setError] = useState<unknown>()
  const isRunning = useRef(false)
  const run = async (kind: string, work: () => Promise<unknown>) => {
    if (isRunning.current) return
    isRunning.current = true
    setBusy(kind)
    setError(undefined)
    try {
      const answer = await work()
      if (kind === 'sign-in') beginSession(client, answer as Awaited<ReturnType<typeof signIn>>)
      await request.refetch()
    } catch (thrown) {
      setError(thrown)
    } finally {
      isRunning.current = false
      setBusy(undefined)
    }
  }
  return { busy, error, attempt: (kind: string, work: () => Promise<unknown>) => void run(kind, work) }
}
