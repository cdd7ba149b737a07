import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import type { PasskeyHint } from 'sparekey'
import type { AccountJson, Config } from 'sparekey/schema'
import { api } from '../api.ts'
import { isApiError } from '../apiErrors.ts'
import { networksOf } from '../chains.ts'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { configQuery } from '../config.ts'
import { readDraft, useDraft } from '../drafts.ts'
import { returnedFor } from '../oidc/returned.ts'
import { passkeyObstacle } from '../passkeySupport.ts'
import { askForAccount, giveUp, readAccountGuardians } from '../recovery/begin.ts'
import { effectOf, guardianTitle, readGuardians } from '../recovery/guardians.ts'
import { type RecoveryDraft, recoveryDraft } from '../recovery/recoveryDraft.ts'
import { useEmailLookup } from '../recovery/useEmailLookup.ts'
import { useSignInLookup } from '../recovery/useSignInLookup.ts'
import { useWalletLookup } from '../recovery/useWalletLookup.ts'
import { tierRows } from '../recoveryCard.ts'
import { RecoverDeadEnd } from '../screens/RecoverDeadEnd.tsx'
import { RecoverFind } from '../screens/RecoverFind.tsx'
import { RecoverHelp } from '../screens/RecoverHelp.tsx'
import { RecoverReason } from '../screens/RecoverReason.tsx'

const route = getRouteApi('/recover')

/** From "Lost passkey?" to a request that guardians can approve. */
export default function RecoverRoute() {
  const [draft, setDraft] = useDraft(recoveryDraft)
  const { account: linked } = route.useSearch()
  const [step, setStep] = useState<'reason' | 'find' | 'help'>(() =>
    linked || returnedFor() === 'find' ? 'find' : 'reason',
  )
  const [obstacle] = useState(() => passkeyObstacle())
  const navigate = useNavigate()
  const config = useQuery(configQuery)
  const account = draft?.account
  const goOn = () => {
    if (draft?.hash) void navigate({ to: '/request/$hash', params: { hash: draft.hash } })
    else setStep('help')
  }
  const begin = () => {
    if (draft) void giveUp(draft)
    setDraft(undefined)
    setStep('find')
  }
  const pick = (picked: AccountJson) => {
    // Else looking for another account would open this one again.
    if (linked) void navigate({ to: '/recover', search: {}, replace: true })
    const isSame = picked.address === account?.address
    if (draft?.passkey && !isSame) void giveUp(draft)
    const rest = isSame ? draft : { reason: draft?.reason }
    setDraft({ ...rest, account: picked })
    setStep('help')
  }
  if (step === 'find')
    return (
      <Find
        config={config.data}
        linked={linked}
        // What a link names must not end a recovery that was begun here; whoever wants to looks for it.
        isFree={!draft?.passkey || account?.address === linked}
        onPick={pick}
        onBack={() => setStep('reason')}
        failure={config.error}
      />
    )
  if (step === 'help' && account)
    return config.data ? (
      <Help draft={{ ...draft, account }} config={config.data} onOther={() => setStep('find')} />
    ) : (
      <Reading error={config.error} onRetry={() => void config.refetch()} />
    )
  return (
    <RecoverReason
      reason={draft?.reason}
      onReason={(reason) => setDraft({ ...draft, reason })}
      onNext={() => setStep('find')}
      obstacle={obstacle}
      notice={config.data?.legalNotice}
      mode={config.data?.recovery.mode}
      unfinished={
        account && (draft?.passkey || draft?.hash)
          ? { name: account.name, onGoOn: goOn, onDrop: begin }
          : undefined
      }
    />
  )
}

function Reading({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Page
      width="dialog"
      title="Get your account back"
      actions={error ? <Button onClick={onRetry}>Try again</Button> : null}
    >
      {error ? <ErrorNotice error={error} /> : <Skeleton lines={4} label="Reading its guardians…" />}
    </Page>
  )
}

interface FindProps {
  readonly config: Config | undefined
  readonly failure: unknown
  /** The account that a mail's link names. */
  readonly linked: string | undefined
  /** Whether it is opened at once. */
  readonly isFree: boolean
  readonly onPick: (account: AccountJson) => void
  readonly onBack: () => void
}

function Find({ config, failure, linked, isFree, onPick, onBack }: FindProps) {
  const [typed, setTyped] = useState(linked ?? '')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const lookup = useWalletLookup(config)
  const signIn = useSignInLookup(config)
  const email = useEmailLookup(config)
  const find = async () => {
    const wanted = typed.trim().toLowerCase()
    if (!wanted) return setProblem('Type the account’s name or address.')
    setIsBusy(true)
    setError(undefined)
    try {
      onPick(await api.account(wanted))
    } catch (thrown) {
      if (isUnknown(thrown))
        setProblem(`Nobody here is called “${typed.trim()}”. Look at the spelling, or find it by a wallet.`)
      else setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  const findLinked = useEffectEvent(() => void (linked && isFree && find()))
  useEffect(() => findLinked(), [])
  return (
    <RecoverFind
      typed={typed}
      onTyped={(next) => {
        setTyped(next)
        setProblem(undefined)
      }}
      problem={problem}
      onFind={() => void find()}
      busy={isBusy}
      error={error ?? lookup.error ?? failure}
      wallets={lookup.wallets}
      guarded={lookup.guarded}
      signIn={signIn}
      email={email}
      onPick={onPick}
      onBack={onBack}
    />
  )
}

function isUnknown(error: unknown): boolean {
  return ['account_unknown', 'address_invalid', 'path_invalid'].some((code) => isApiError(error, code))
}

interface HelpProps {
  readonly draft: RecoveryDraft & { readonly account: AccountJson }
  readonly config: Config
  readonly onOther: () => void
}

function Help({ draft, config, onOther }: HelpProps) {
  const { account } = draft
  const navigate = useNavigate()
  const guardians = useQuery({
    queryKey: ['guardians-of', account.address],
    queryFn: () => readAccountGuardians(account.address, networksOf(config)),
  })
  const { make, isBusy, error } = useMaking(draft, config)
  const hash = draft.hash
  useEffect(() => {
    if (hash) void navigate({ to: '/request/$hash', params: { hash }, replace: true })
  }, [hash, navigate])
  if (!guardians.data) return <Reading error={guardians.error} onRetry={() => void guardians.refetch()} />
  const { policy, silent, unprotectedOn } = guardians.data
  if (!policy)
    return (
      <RecoverDeadEnd
        account={account}
        silent={silent}
        notice={config.legalNotice}
        onOther={onOther}
        onAgain={() => void guardians.refetch()}
      />
    )
  return (
    <RecoverHelp
      account={account}
      guardians={readGuardians(policy, config).map((one) => ({
        ...one,
        title: guardianTitle(one, config),
        effect: effectOf(policy, one.index),
      }))}
      rows={tierRows(policy)}
      unprotectedOn={unprotectedOn}
      silent={silent}
      busy={isBusy}
      error={error}
      hasPasskey={Boolean(readDraft(recoveryDraft)?.passkey)}
      onMake={make}
      onOther={onOther}
    />
  )
}

function useMaking({ account }: HelpProps['draft'], config: Config) {
  const navigate = useNavigate()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (hint: PasskeyHint | undefined) => {
    setIsBusy(true)
    setError(undefined)
    try {
      const kept = readDraft(recoveryDraft)
      const { hash } = await askForAccount({ ...kept, account }, networksOf(config), { hint })
      await navigate({ to: '/request/$hash', params: { hash } })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, error, make: (hint?: PasskeyHint) => void run(hint) }
}
